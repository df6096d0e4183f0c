package io.switchlog.allinone.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--ordinal`, for every node.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class OrdinalOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--ordinal",
      paramLabel = "N",
      description =
          "The node's number among its kind, counted from 0; also its partition of the command"
              + " topic. No two nodes of a kind may share one.")
  private @Nullable Integer ordinal;

  int value() {
    if (ordinal == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--ordinal=N'");
    }
    if (ordinal < 0) {
      throw new ParameterException(
          spec.commandLine(), "--ordinal: found " + ordinal + ", expected 0 or more");
    }
    return ordinal;
  }
}
