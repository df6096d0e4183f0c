package io.switchlog.edge.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses that begin alike.
final class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.200, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, 2001:db8::1, true",
    "192.0.2.0/24, example.org, false",
  })
  void holdsItsAddresses(String network, String host, boolean holds) {
    assertThat(Network.parse(network).contains(host)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "example.org", "192.0.2.0/33", "192.0.2.0/", "192.0.2/24", "::/129", "1/1/1"})
  void whatIsNoneIsNamed(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected an address or a network such as 192.0.2.0/24 or 2001:db8::/32, found '"
                + text
                + "'");
  }

  /// RFC 4291 section 2.5.5.2: it is written so by who thinks of sockets for both families.
  @Test
  void aNetworkOfIpv4InTheFormOfIpv6IsThatOfIpv4() {
    Network mapped = Network.parse("::ffff:10.0.0.0/104");
    assertThat(mapped.contains("10.200.0.1")).isTrue();
    assertThat(mapped.contains("::ffff:10.1.1.1")).isTrue();
    assertThat(mapped.contains("11.0.0.1")).isFalse();
    assertThat(Network.parse("::ffff:192.0.2.7").contains("192.0.2.7")).isTrue();
    assertThat(Network.parse("::/0").contains("2001:db8::1")).isTrue();
  }
}
