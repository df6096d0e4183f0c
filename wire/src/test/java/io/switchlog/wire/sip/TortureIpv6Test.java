package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// RFC 5118: IPv6 where SIP can hold it. The section of the RFC stands beside each story; the
/// messages are our own, with the same point.
class TortureIpv6Test {

  /// 4.1 and 4.2: the brackets are not optional.
  @Test
  void aRequestUriNeedsItsBrackets() {
    assertThat(register("sip:[2001:db8::10]", "[2001:db8::9:1]").validate()).isNull();
    assertThat(register("sip:2001:db8::10", "[2001:db8::9:1]").validate()).isNotNull();
    assertThat(register("sip:[2001:db8::10]", "2001:db8::9:1").validate()).isNotNull();
  }

  /// 4.3 and 4.4: inside the brackets 5070 is a part of the address, outside it is a port.
  @Test
  void aPortStandsOutsideTheBrackets() {
    SipUri ambiguous = (SipUri) register("sip:[2001:db8::10:5070]", "[::1]").uri();
    assertThat(ambiguous.address()).isEqualTo("2001:db8::10:5070");
    assertThat(ambiguous.port()).isEqualTo(-1);

    SipUri unambiguous = (SipUri) register("sip:[2001:db8::10]:5070", "[::1]").uri();
    assertThat(unambiguous.address()).isEqualTo("2001:db8::10");
    assertThat(unambiguous.port()).isEqualTo(5070);
  }

  /// 4.5: `received` comes with brackets and without.
  @Test
  void receivedIsReadInBothForms() {
    assertThat(register("sip:h", "[::1];received=[2001:db8::9:255]").via().received())
        .isEqualTo("2001:db8::9:255");
    assertThat(register("sip:h", "[::1];received=2001:db8::9:255").via().received())
        .isEqualTo("2001:db8::9:255");
  }

  /// 4.7: addresses of both families in the Vias of one message.
  @Test
  void bothFamiliesStandSideBySide() {
    SipRequest request = register("sip:h", "[2001:db8::9:1]:6050, SIP/2.0/UDP 192.0.2.1:5061");
    assertThat(request.vias())
        .extracting(Via::address)
        .containsExactly("2001:db8::9:1", "192.0.2.1");
    assertThat(request.vias()).extracting(Via::port).containsExactly(6050, 5061);
  }

  /// 4.9: an IPv4 address in IPv6 clothes is still an IPv6 reference.
  @Test
  void mappedAddressesAreRead() {
    assertThat(register("sip:h", "[::ffff:192.0.2.10]:19823").via().address())
        .isEqualTo("::ffff:192.0.2.10");
  }

  /// 4.10: three colons, which the grammar of RFC 3261 let through by mistake, break nothing.
  @Test
  void threeColonsAreReadAndEqualOnlyThemselves() {
    SipRequest request = register("sip:[2001:db8:::192.0.2.1]", "[::1]");
    assertThat(request.validate()).isNull();
    assertThat(request.uri().isEquivalentTo(request.uri())).isTrue();
    assertThat(request.uri().isEquivalentTo(Uri.parse("sip:[2001:db8::192.0.2.1]"))).isFalse();
  }

  private static SipRequest register(String uri, String sentBy) {
    return Messages.request(
        Messages.bytes(
            "REGISTER " + uri + " SIP/2.0",
            "Via: SIP/2.0/UDP " + sentBy + ";branch=z9hG4bKas3-111",
            "From: sip:user@example.com;tag=81x2",
            "To: sip:user@example.com",
            "Call-ID: SSG9559905523997077@hlau_4100",
            "Max-Forwards: 70",
            "CSeq: 98176 REGISTER",
            "Content-Length: 0"));
  }
}
