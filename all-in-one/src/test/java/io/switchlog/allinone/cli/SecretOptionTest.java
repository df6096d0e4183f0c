package io.switchlog.allinone.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.allinone.dev.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Where the cluster's secret comes from.
class SecretOptionTest {
  /// One of its own would be another cluster's.
  @Test
  void aNodeTakesNoSecretThatItIsNotGiven() throws IOException {
    Path data = DevCommand.DATA;
    Path file = data.resolve(SecretFile.NAME);
    boolean ours = Files.notExists(file);
    try {
      if (ours) {
        Files.createDirectories(data);
        Files.writeString(file, "a secret of enough characters");
      }
      SecretOption option = new SecretOption();
      assertThatThrownBy(option::secret)
          .isInstanceOf(CommandRefused.class)
          .hasMessage(
              "the cluster's secret is missing: give --secret-file FILE or set SWITCHLOG_SECRET, the"
                  + " same at every node");
      assertThatCode(() -> option.secret(data)).doesNotThrowAnyException();
    } finally {
      if (ours) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(data);
      }
    }
  }
}
