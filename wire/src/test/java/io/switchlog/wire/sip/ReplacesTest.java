package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `Replaces`. The first is the example of RFC 3891 section 6.1.
class ReplacesTest {
  @Test
  void aDialogIsNamed() {
    assertThat(Replaces.parse("98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff"))
        .isEqualTo(new Replaces("98732@sip.example.com", "ff87ff", "r33th4x0r", false));
    assertThat(Replaces.parse(" 12adf2f34456gs5 ; to-tag=12345 ;from-tag=54321;early-only "))
        .isEqualTo(new Replaces("12adf2f34456gs5", "12345", "54321", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "id",
        "id;to-tag=a",
        "id;from-tag=a",
        ";to-tag=a;from-tag=b",
        "a b;to-tag=a;from-tag=b",
        "id;to-tag=a;from-tag=b, id2;to-tag=a;from-tag=b",
        "id;to-tag;from-tag=b",
        "id;to-tag=\"a;from-tag=b"
      })
  void whatNamesNoneIsMalformed(String value) {
    assertThat(Replaces.parse(value)).isNull();
  }
}
