package io.switchlog.allinone.cli;

import io.switchlog.allinone.config.CredentialsFile;
import io.switchlog.allinone.config.NoCredentials;
import io.switchlog.edge.core.Credentials;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/// `--credentials`, for every command that runs an edge.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CredentialsOption {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialsOption.class);

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "What to answer challenges of trunks with, by the names that routes use; the same at every"
              + " edge, see docs/routing.md.")
  private @Nullable Path file;

  Credentials read() {
    return file == null ? new NoCredentials(LOG::error) : CredentialsFile.read(file);
  }
}
