package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.SecretFile;
import io.switchlog.wire.token.ClusterSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--secret-file`, for every command that has to derive what nodes derive.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SecretOption {
  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description =
          "The cluster's secret: one key a line, the first signs, all verify. Default: the text in $SWITCHLOG_SECRET, else the file secret that"
              + " 'switchlog dev' made in its folder, .switchlog.")
  private @Nullable Path file;

  @Nullable Path file() {
    return file;
  }

  ClusterSecret secret() {
    return secret(DevCommand.DATA);
  }

  /// @param data the folder of a `switchlog dev`, whose secret is taken where none is given
  ClusterSecret secret(Path data) {
    if (file != null) {
      return SecretFile.read(file);
    }
    String text = System.getenv("SWITCHLOG_SECRET");
    if (text != null && !text.isBlank()) {
      try {
        return ClusterSecret.of(text.strip());
      } catch (IllegalArgumentException e) {
        throw new CommandRefused("SWITCHLOG_SECRET: " + e.getMessage(), e);
      }
    }
    Path usual = data.resolve(SecretFile.NAME);
    if (Files.exists(usual)) {
      return SecretFile.read(usual);
    }
    throw new CommandRefused(
        "the cluster's secret is missing: give --secret-file FILE or set SWITCHLOG_SECRET, the same"
            + " at every node");
  }
}
