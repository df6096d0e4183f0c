package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:example.com",
        "sip:alice@example.com",
        "sips:alice:secret@example.com:5061;transport=tcp;lr?subject=hi&priority=urgent",
        "sip:+1-212-555-1212:1234@gateway.com;user=phone",
        "sip:alice;day=tuesday@example.com",
        "sip:*97#@example.com",
        "sip:[2001:db8::1]:5060;maddr=[::1]",
        "sip:%00%41@h;p%61=v",
        "tel:+1-(212)-555.1212;ext=7;phone-context=example.com",
        "tel:*21#;phone-context=+44",
        "urn:service:sos",
        "mailto:a@b.example"
      })
  void isWrittenAsItWasRead(String text) {
    assertThat(Uri.parse(text)).hasToString(text);
    assertThat(Uri.parse(text)).isEqualTo(Uri.parse(text));
    assertThat(Uri.parse(text).isEquivalentTo(Uri.parse(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sip",
        "sip:",
        "sip:@example.com",
        "sip:a@",
        "sip:a@h:",
        "sip:a@h:65536",
        "sip:a@h:x",
        "sip:a@h;",
        "sip:a@h;=1",
        "sip:a@h;p=",
        "sip:a@h?",
        "sip:a@b@c",
        "sip:a%4@h",
        "sip:a%zz@h",
        "sip:a b@h",
        "sip:[::1",
        "sip:[g::1]",
        "sip:2001:db8::10",
        "tel:",
        "tel:-",
        "tel:12x",
        "1abc:x",
        "x:"
      })
  void isRefused(String text) {
    assertThat(Uri.tryParse(text)).isNull();
    assertThatThrownBy(() -> Uri.parse(text)).isInstanceOf(MalformedHeader.class);
  }

  /// The examples of RFC 3261 19.1.4, and RFC 5118's IPv6 spellings.
  @ParameterizedTest
  @CsvSource({
    "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtlanTa.CoM;Transport=tcp",
    "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5",
    "sip:carol@chicago.com;security=on, sip:carol@chicago.com;newparam=5",
    "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com,"
        + "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
    "sip:alice@atlanta.com?subject=project%20x&priority=urgent,"
        + "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
    "sip:a@[2001:DB8::1], sip:a@[2001:db8:0::1]",
    "tel:+1-212-555-1212, tel:+1(212)5551212",
    "tel:12;phone-context=+1;ext=3, tel:12;ext=3;phone-context=+1"
  })
  void areEquivalent(String a, String b) {
    assertThat(Uri.parse(a).isEquivalentTo(Uri.parse(b))).isTrue();
    assertThat(Uri.parse(b).isEquivalentTo(Uri.parse(a))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SIP:ALICE@AtLanTa.CoM;Transport=udp, sip:alice@AtLanTa.CoM;Transport=UDP",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:5060",
    "sip:bob@biloxi.com, sip:bob@biloxi.com;transport=udp",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:6000;transport=tcp",
    "sip:carol@chicago.com, sip:carol@chicago.com?Subject=next%20meeting",
    "sip:bob@phone21.boxesbybob.com, sip:bob@192.0.2.4",
    "sip:carol@chicago.com;security=on, sip:carol@chicago.com;security=off",
    "sip:a@h, sips:a@h",
    "sip:a@h;maddr=x, sip:a@h",
    "sip:a:p@h, sip:a@h",
    "sip:a%40b@h, sip:a%41b@h",
    "tel:+12, tel:12",
    "tel:12;ext=1, tel:12",
    "sip:12@h, tel:12"
  })
  void areNotEquivalent(String a, String b) {
    assertThat(Uri.parse(a).isEquivalentTo(Uri.parse(b))).isFalse();
    assertThat(Uri.parse(b).isEquivalentTo(Uri.parse(a))).isFalse();
  }

  @Test
  void aUserIsEscapedWhereItMustBe() {
    SipUri uri = SipUri.of("a b@c", "2001:db8::1", 5070);
    assertThat(uri).hasToString("sip:a%20b%40c@[2001:db8::1]:5070");
    assertThat(SipUri.parse(uri.toString()).decodedUser()).isEqualTo("a b@c");
  }

  @Test
  void parametersWithoutEndAreRefused() {
    assertThat(Uri.tryParse("sip:h" + ";a".repeat(128))).isNotNull();
    assertThat(Uri.tryParse("sip:h" + ";a".repeat(129))).isNull();
    String address = "<sip:h>" + ";a".repeat(128);
    assertThat(NameAddress.parse(address)).hasToString(address);
    assertThatThrownBy(() -> NameAddress.parse(address + ";a"))
        .isInstanceOf(MalformedHeader.class)
        .hasMessageContaining("at most 128 parameters");
  }

  @Test
  void partsAreChangedOneByOne() {
    SipUri uri = SipUri.parse("sip:a@h;lr?x=y");
    assertThat(uri.withoutHeaders().withUser("b").withHost("i", 5).withParam("transport", "tcp"))
        .hasToString("sip:b@i:5;lr;transport=tcp");
    assertThat(uri.isLooseRouter()).isTrue();
    assertThat(uri.withParams(uri.params().without("LR")).isLooseRouter()).isFalse();
    assertThat(SipUri.parse("sips:h").portOrDefault()).isEqualTo(5061);
    assertThat(SipUri.parse("sip:h").portOrDefault()).isEqualTo(5060);
  }

  @Test
  void displayNamesAreQuotedAndUnquoted() {
    NameAddress address = NameAddress.parse("\"Zo\u00eb \\\"Z\\\\\" <sip:z@h>;tag=1;x=\"a;b\"");
    assertThat(address.displayName()).isEqualTo("Zo\u00eb \"Z\\");
    assertThat(address.params().get("x")).isEqualTo("a;b");
    assertThat(NameAddress.parse(address.toString())).isEqualTo(address);
    assertThat(NameAddress.parse("Zo\u00eb K <sip:z@h>").displayName()).isEqualTo("Zo\u00eb K");
    assertThat(NameAddress.of("a\"b", Uri.parse("sip:h")).withTag("t"))
        .hasToString("\"a\\\"b\" <sip:h>;tag=t");
  }
}
