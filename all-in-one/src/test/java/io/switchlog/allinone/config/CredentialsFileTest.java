package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.wire.sip.DigestLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an edge logs in with, as a file says it.
class CredentialsFileTest {
  @TempDir private Path folder;

  private Path written(String text) throws IOException {
    return Files.writeString(folder.resolve("credentials.yaml"), text);
  }

  @Test
  void namesHaveAUsernameAPasswordAndMaybeARealm() throws IOException {
    CredentialsFile file =
        CredentialsFile.read(
            written(
                """
                acme: {username: switchlog, password: "p: \\"1\\""}
                other.trunk-2:
                  username: "+4930123"
                  password: 12345
                  realm: sip.example.com
                """));
    assertThat(file.named("acme")).isEqualTo(new DigestLogin("switchlog", "p: \"1\"", null));
    assertThat(file.named("other.trunk-2"))
        .isEqualTo(new DigestLogin("+4930123", "12345", "sip.example.com"));
    assertThat(file.named("nobody")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "acme: {username: a} | f:1: key acme.password is missing, expected the password in quotes",
        "acme: {password: hidden} | f:1: key acme.username is missing",
        "acme: hidden | f:1: acme: expected a mapping such as",
        "- acme | f:1: found a list, expected names, each with",
        "a b: {username: a, password: hidden} | f:1: found the name \"a b\", expected letters",
        "acme: {username: 'a\"b', password: hidden} | expected a name without quotes",
        "acme: {user: a, password: hidden} | f:1: unknown key acme.user, expected one of password",
        "acme: {username: a, password: [hidden]} | f:1: acme.password: found a list, expected",
        "acme: {username: a, password: hidden, realm: {}} | acme.realm: found a mapping"
      })
  void mistakesAreNamed(String text, String complaint) {
    assertThatThrownBy(() -> CredentialsFile.parse("f", text))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageContaining(complaint.strip())
        .hasMessageNotContaining("hidden");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> CredentialsFile.read(folder.resolve("none")))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageEndingWith("none: no such file");
  }

  @Test
  void whatIsWrittenAnewIsReadAgainAndAMistakeChangesNothing() throws IOException {
    Path path = written("acme: {username: a, password: old}");
    CredentialsFile file = CredentialsFile.read(path);
    written("acme: {username: a, password: new}");
    Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
    file.look();
    assertThat(file.named("acme")).isEqualTo(new DigestLogin("a", "new", null));
    written("acme: {username: a");
    file.look();
    assertThat(file.named("acme")).isEqualTo(new DigestLogin("a", "new", null));
    Files.delete(path);
    file.look();
    assertThat(file.named("acme")).isNotNull();
  }

  @Test
  void itLooksByItselfWhenItIsAsked() throws Exception {
    Path path = written("acme: {username: a, password: old}");
    long[] nanos = {0};
    CredentialsFile file = CredentialsFile.read(path, () -> nanos[0]);
    written("acme: {username: a, password: new}");
    Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
    nanos[0] = 2_000_000_000L;
    DigestLogin wanted = new DigestLogin("a", "new", null);
    for (int i = 0; i < 500 && !wanted.equals(file.named("acme")); i++) {
      Thread.sleep(10);
    }
    assertThat(file.named("acme")).isEqualTo(wanted);
  }

  @Test
  void anEdgeWithoutAFileSaysOnceWhichNamesItLacks() {
    List<String> complaints = new ArrayList<>();
    NoCredentials none = new NoCredentials(complaints::add);

    assertThat(none.named("acme")).isNull();
    assertThat(none.named("acme")).isNull();
    assertThat(none.named("other")).isNull();

    assertThat(complaints).hasSize(2);
    assertThat(complaints.getFirst()).contains("\"acme\"", "--credentials FILE");
  }
}
