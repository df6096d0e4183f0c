package io.switchlog.allinone.cli;

import io.switchlog.allinone.config.RoutingCheck;
import io.switchlog.allinone.config.RoutingFile;
import io.switchlog.allinone.config.RoutingStore;
import io.switchlog.allinone.config.RoutingText;
import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.schemas.config.RoutingTable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog config`.
@Command(
    name = "config",
    description = "Put a routing table in force, show one, or check where it stands.",
    subcommands = {ConfigCommand.Apply.class, ConfigCommand.Show.class, ConfigCommand.Check.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "config: expected apply, show or check");
  }

  /// `switchlog config apply`.
  @Command(
      name = "apply",
      description =
          "Put a routing file in force, as the next version. docs/routing.md has the format.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Apply implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A routing file in YAML.")
    private Path file;

    @Mixin private KafkaOption kafka;

    @Override
    public void run() {
      RoutingTable table = RoutingFile.read(file);
      ClusterTopics.publishSchemas(kafka.bus());
      RoutingStore.Applied applied =
          new RoutingStore(kafka.bus(), InstantSource.system()).apply(table);
      spec.commandLine()
          .getOut()
          .printf(
              "routing table %d is in force: %d rule(s), told to %d partition(s)%n",
              applied.table().version(), applied.table().rules().size(), applied.partitions());
    }
  }

  /// `switchlog config show`.
  @Command(name = "show", description = "Show the routing table in force, as a routing file.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Show implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--version", paramLabel = "N", description = "Show this version instead.")
    private @Nullable Long version;

    @Mixin private KafkaOption kafka;

    @Override
    public void run() {
      RoutingStore store = new RoutingStore(kafka.bus(), InstantSource.system());
      RoutingTable table = version == null ? store.current() : store.version(version);
      if (table == null) {
        throw new CommandRefused(
            version == null
                ? "no routing table was applied yet; run: switchlog config apply FILE"
                : "--version: found " + version + ", expected a version that was applied");
      }
      RoutingText.of(table).forEach(spec.commandLine().getOut()::println);
    }
  }

  /// `switchlog config check`.
  @Command(
      name = "check",
      description =
          "Say which version of the routing table each partition has. Exits with 1 where they"
              + " differ, or have not come to it yet.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Check implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Spec private CommandSpec spec;

    @Mixin private KafkaOption kafka;

    @Override
    public Integer call() {
      RoutingTable table = new RoutingStore(kafka.bus(), InstantSource.system()).current();
      if (table == null) {
        throw new CommandRefused(
            "no routing table was applied yet; run: switchlog config apply FILE");
      }
      TextTable text = new TextTable("partition", "in force", "pending");
      boolean same = true;
      for (RoutingCheck.Standing standing : RoutingCheck.of(kafka.bus())) {
        text.row(
            Integer.toString(standing.partition()),
            standing.inForce() == 0 ? "none" : Long.toString(standing.inForce()),
            standing.pending() == 0 ? "-" : Long.toString(standing.pending()));
        same &= standing.inForce() == table.version() && standing.pending() == 0;
      }
      text.lines().forEach(spec.commandLine().getOut()::println);
      spec.commandLine()
          .getOut()
          .printf(
              same
                  ? "routing table %d is in force in every partition%n"
                  : "routing table %d is not in force in every partition; call control tells them"
                      + " when it runs, and so does: switchlog config apply FILE%n",
              table.version());
      return same ? CommandLine.ExitCode.OK : DIFFERENT;
    }
  }
}
