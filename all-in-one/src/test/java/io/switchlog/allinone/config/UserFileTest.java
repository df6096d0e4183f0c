package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.config.User;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Users as a file.
class UserFileTest {
  private static final String MD5 = "0123456789abcdef0123456789ABCDEF";
  private static final String SHA = MD5 + MD5;

  @Test
  void usersAsHtdigestWritesThemAndMore() {
    assertThat(
            UserFile.parse(
                "users",
                """
                # a comment

                1001:pbx.example:%s
                1002:pbx.example:sha-256=%s:md5=%s
                1001:other.example:SHA-512-256=%s
                """
                    .formatted(MD5, SHA, MD5, SHA)))
        .containsExactly(
            new User("pbx.example", "1001", 0, MD5.toLowerCase(java.util.Locale.ROOT), null, null),
            new User(
                "pbx.example",
                "1002",
                0,
                MD5.toLowerCase(java.util.Locale.ROOT),
                SHA.toLowerCase(java.util.Locale.ROOT),
                null),
            new User(
                "other.example", "1001", 0, null, null, SHA.toLowerCase(java.util.Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1001:pbx | users:1: expected name:realm:hash, found 2 of the three",
        "a b:pbx:H | users:1: name: expected 1 to 128 characters, without blanks, quotes, colons and"
            + " slashes",
        "1001:p b:H | users:1: realm: expected a name such as pbx.example",
        "1001:pbx:12 | users:1: expected a hash of 32 hexadecimal digits",
        "1001:pbx:sha-1=H | users:1: expected a hash",
        "1001:pbx:H:md5=H | users:1: expected a hash",
        "1001:pbx:H~1001:pbx:H | users:2: expected a user of its own, line 1 has this one already",
      })
  void whatIsWrongIsOneLineWithoutAnyHash(String text, String expected) {
    assertThatThrownBy(() -> UserFile.parse("users", text.replace("H", MD5).replace('~', '\n')))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageStartingWith(expected)
        .hasMessageNotContaining(MD5)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a/b", "a:b", "a\\b", "a b", "a\tb"})
  void whatIsNoName(String name) {
    assertThat(UserFile.isName(name)).isFalse();
    assertThat(UserFile.isName("+49.30-12_3*#")).isTrue();
  }

  @Test
  void aFileThatIsNotThere() {
    assertThatThrownBy(() -> UserFile.read(Path.of("nowhere", "users")))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageContaining("no such file");
  }
}
