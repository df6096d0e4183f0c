package io.switchlog.allinone.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  @TempDir Path folder;

  @Test
  void isMadeOnceForItsOwnerAloneAndReadFromThenOn() throws IOException {
    Path file = folder.resolve("data").resolve(SecretFile.NAME);

    String first = SecretFile.readOrMake(file).derive(26, "test");

    assertThat(SecretFile.readOrMake(file).derive(26, "test")).isEqualTo(first);
    assertThat(SecretFile.read(file).derive(26, "test")).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecretThatIsTooShortIsRefusedByTheNameOfItsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("short"), "1234\n");

    assertThatThrownBy(() -> SecretFile.readOrMake(file))
        .isInstanceOf(SecretFile.Unusable.class)
        .hasMessageStartingWith("secret file " + file + ": a cluster secret needs at least 16");
  }
}
