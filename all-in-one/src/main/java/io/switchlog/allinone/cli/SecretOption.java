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
          "The cluster's secret: one key a line, the first signs, all verify. Default: the text in"
              + " $SWITCHLOG_SECRET; of 'dev' and 'replay' then the file secret that 'switchlog dev'"
              + " made in its folder, .switchlog.")
  private @Nullable Path file;

  @Nullable Path file() {
    return file;
  }

  /// Of a node of a cluster, which has the one that it is given and no other: with a secret of its
  /// own it would answer 481 to all calls of the others.
  ClusterSecret secret() {
    ClusterSecret given = given();
    if (given == null) {
      throw missing();
    }
    return given;
  }

  /// @param data the folder of a `switchlog dev`, whose secret is taken where none is given
  ClusterSecret secret(Path data) {
    ClusterSecret given = given();
    if (given != null) {
      return given;
    }
    Path usual = data.resolve(SecretFile.NAME);
    if (Files.exists(usual)) {
      return SecretFile.read(usual);
    }
    throw missing();
  }

  private @Nullable ClusterSecret given() {
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
    return null;
  }

  private static CommandRefused missing() {
    return new CommandRefused(
        "the cluster's secret is missing: give --secret-file FILE or set SWITCHLOG_SECRET, the same"
            + " at every node");
  }
}
