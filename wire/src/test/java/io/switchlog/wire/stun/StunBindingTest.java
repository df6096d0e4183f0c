package io.switchlog.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunBindingTest {
  private static final String ID = "b7e7a701bc34d686fa87dfae";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /// The address of RFC 5769 section 2.2, 192.0.2.1 port 32853.
  @Test
  void whoAsksIsToldWhereHeIsSeen() {
    byte[] answer = StunBinding.answer(bytes("000100002112a442" + ID), bytes("c0000201"), 32_853);
    assertThat(answer).isEqualTo(bytes("0101000c2112a442" + ID + "002000080001a147e112a643"));
  }

  /// The address of RFC 5769 section 2.3, 2001:db8:1234:5678:11:2233:4455:6677 port 32853.
  @Test
  void overIpv6TheTransactionIdHidesTheAddress() {
    byte[] answer =
        StunBinding.answer(
            bytes("000100002112a442" + ID), bytes("20010db8123456780011223344556677"), 32_853);
    assertThat(answer)
        .isEqualTo(
            bytes("010100182112a442" + ID + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"));
  }

  @Test
  void whatIsNoBindingRequestIsNotAnswered() {
    byte[] here = bytes("c0000201");
    assertThat(StunBinding.answer(bytes("010100002112a442" + ID), here, 1)).isNull();
    assertThat(StunBinding.answer(bytes("000100042112a442" + ID), here, 1)).isNull();
    assertThat(StunBinding.answer(bytes("00010000"), here, 1)).isNull();
    assertThat(StunBinding.isStun("OPTIONS sip:a SIP/2.0\r\n".getBytes(StandardCharsets.US_ASCII)))
        .isFalse();
  }

  @Test
  void noBytesDoAnyHarm() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] junk = new byte[random.nextInt(64)];
      random.nextBytes(junk);
      if (junk.length >= 20 && random.nextBoolean()) {
        System.arraycopy(bytes("000100002112a442"), 0, junk, 0, 8);
      }
      byte[] answer = StunBinding.answer(junk, bytes("c0000201"), 1);
      assertThat(answer == null || junk.length == 20).isTrue();
    }
  }
}
