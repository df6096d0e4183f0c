package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the text of a host says of it.
class HostTextTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, c0000207",
    "255.255.255.255, ffffffff",
    "256.0.0.1,",
    "1.2.3,",
    "1.2.3.4.5,",
    "1..2.3,",
    "2001:db8::1, 20010db8000000000000000000000001",
    "::, 00000000000000000000000000000000",
    "::1, 00000000000000000000000000000001",
    "fe80::, fe800000000000000000000000000000",
    "1:2:3:4:5:6:7:8, 00010002000300040005000600070008",
    "::ffff:192.0.2.7, 00000000000000000000ffffc0000207",
    "1:2:3:4:5:6:192.0.2.7, 000100020003000400050006c0000207",
    "1:2:3:4:5:6:7,",
    "1:2:3:4:5:6:7:8:9,",
    "1::2::3,",
    ":1,",
    "12345::,",
    "g::,",
    "1:2:3:4:5:6:7:192.0.2.7,",
    "192.0.2.7::,",
    "example.org,",
  })
  void readsAddresses(String host, @Nullable String bytes) {
    byte[] read = HostText.bytes(host);
    assertThat(read == null ? null : HexFormat.of().formatHex(read)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, true, false",
    "10.0.0.1, true, true",
    "172.15.0.1, true, false",
    "172.31.255.255, true, true",
    "192.168.3.4, true, true",
    "100.63.0.1, true, false",
    "100.127.0.1, true, true",
    "169.254.0.1, true, true",
    "127.0.0.1, true, false",
    "fd12::1, true, true",
    "fe80::1, true, true",
    "fec0::1, true, false",
    "fd::1, true, false",
    "2001:db8::1, true, false",
    "example.org, false, false",
    "x.invalid, false, true",
    "INVALID, false, true",
    "invalid.example, false, false",
  })
  void tellsAddressesAndThoseOfALocalNetwork(String host, boolean numeric, boolean local) {
    assertThat(HostText.isNumeric(host)).isEqualTo(numeric);
    assertThat(HostText.isLocalToItsNetwork(host)).isEqualTo(local);
  }
}
