package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageBuilderTest {

  @Test
  void aNewRequestIsWrittenInTheOrderOfItsCalls() {
    SipRequest request =
        SipRequest.builder(Methods.INVITE, Uri.parse("sip:bob@example.com"))
            .header(HeaderName.VIA, Via.of("udp", "192.0.2.1", 5060, "z9hG4bKx"))
            .header(HeaderName.FROM, NameAddress.parse("<sip:a@h>").withTag("1"))
            .header(HeaderName.TO, NameAddress.parse("<sip:bob@example.com>"))
            .header(HeaderName.CALL_ID, "c")
            .header(HeaderName.CSEQ, new CSeq(1, Methods.INVITE))
            .header("X-Own", "1")
            .body(ContentType.SDP, "v=0\r\n".getBytes(StandardCharsets.UTF_8))
            .build();

    assertThat(request.validate()).isNull();
    assertThat(request.toString())
        .isEqualTo(
            """
            INVITE sip:bob@example.com SIP/2.0\r
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx\r
            From: <sip:a@h>;tag=1\r
            To: <sip:bob@example.com>\r
            Call-ID: c\r
            CSeq: 1 INVITE\r
            X-Own: 1\r
            Content-Type: application/sdp\r
            Content-Length: 5\r
            \r
            v=0\r
            """);
  }

  @Test
  void untouchedLinesKeepTheirBytes() {
    byte[] odd = Messages.options("x-ODD  :  a\r\n  folded\t \r\n ", "k:timer", "l:  0 ");
    SipRequest request = Messages.request(odd);

    assertThat(request.toBuilder().build().toBytes()).isEqualTo(odd);
    String changed = request.toBuilder().set("CSEQ", "2 OPTIONS").build().toString();
    assertThat(changed).isEqualTo(request.toString().replace("CSeq: 1 OPTIONS", "CSEQ: 2 OPTIONS"));
  }

  @Test
  void aResponseRepeatsWhatTheRequestSaid() {
    SipRequest request =
        Messages.request(Messages.options("v: SIP/2.0/TCP h2", "Timestamp: 54", "X: y"));

    SipResponse trying = SipResponse.to(request, 100, "Trying");
    assertThat(trying.headers("Via")).isEqualTo(request.headers("Via")).hasSize(2);
    assertThat(trying.header("Timestamp")).isEqualTo("54");
    assertThat(trying.to().tag()).isNull();

    SipResponse ok = SipResponse.to(request, 200, StatusCodes.reason(200), "our");
    assertThat(ok.header("Timestamp")).isNull();
    assertThat(ok.to().tag()).isEqualTo("our");
    assertThat(ok.header("X")).isNull();
    assertThat(ok.cseq()).isEqualTo(request.cseq());
    assertThat(ok.callId()).isEqualTo("c1");
    assertThat(ok.validate()).isNull();
  }

  @Test
  void anExistingToTagStays() {
    SipRequest request = Messages.request(Messages.options()).toBuilder().toTag("first").build();
    assertThat(SipResponse.to(request, 486, "Busy Here", "second").to().tag()).isEqualTo("first");
  }

  @Test
  void theTopViaSaysWhereTheRequestCameFrom() {
    SipRequest natted =
        Messages.request(Messages.options()).toBuilder().seenFrom("203.0.113.9", 1024).build();
    assertThat(natted.via())
        .hasToString("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport=1024;received=203.0.113.9");
    assertThat(natted.via().rport()).isEqualTo(1024);

    SipRequest plain =
        natted.toBuilder()
            .set(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/UDP h2")
            .build();
    assertThat(plain.toBuilder().seenFrom("192.0.2.1", 9).build().toBytes())
        .isEqualTo(plain.toBytes());
    SipRequest moved = plain.toBuilder().seenFrom("192.0.2.7", 9).build();
    assertThat(moved.via().received()).isEqualTo("192.0.2.7");
    assertThat(moved.vias().get(1).host()).isEqualTo("h2");
  }

  @Test
  void aSenderCannotPointResponsesAtSomebodyElse() {
    Via claimed = Via.parse("SIP/2.0/UDP 192.0.2.1;received=198.51.100.9;branch=z9hG4bK1");
    assertThat(claimed.seenFrom("192.0.2.1", 5060).received()).isNull();
    Via asking = Via.parse("SIP/2.0/UDP 192.0.2.1;rport=7;received=198.51.100.9");
    assertThat(asking.seenFrom("192.0.2.1", 5060))
        .hasToString("SIP/2.0/UDP 192.0.2.1;rport=5060;received=192.0.2.1");
  }

  @Test
  void theRestOfAChangedLineKeepsItsBytes() {
    byte[] odd = Messages.options();
    String text = new String(odd, StandardCharsets.ISO_8859_1);
    byte[] latin =
        text.replace("To: <sip:bob", "t :  \"B\u00f6b\"\r\n <sip:bob")
            .getBytes(StandardCharsets.ISO_8859_1);
    SipResponse response = SipResponse.to(Messages.request(latin), 200, "OK", "x");
    assertThat(new String(response.toBytes(), StandardCharsets.ISO_8859_1))
        .contains("t :  \"B\u00f6b\"\r\n <sip:bob@example.com>;tag=x\r\n");
  }

  @Test
  void valuesOfAListAreTakenOneByOne() {
    SipRequest request =
        Messages.request(
            Messages.options("Route: \"a,b\" <sip:r1,x;lr>, <sip:r2;lr>", "Route: <sip:r3;lr>"));

    SipRequest two = request.toBuilder().removeFirst(HeaderName.ROUTE).build();
    assertThat(two.headers("Route")).containsExactly("<sip:r2;lr>", "<sip:r3;lr>");
    SipRequest one = two.toBuilder().removeFirst(HeaderName.ROUTE).build();
    assertThat(one.headers("Route")).containsExactly("<sip:r3;lr>");
    SipRequest pushed = one.toBuilder().prepend(HeaderName.ROUTE, "<sip:r0;lr>").build();
    assertThat(pushed.headers("Route")).containsExactly("<sip:r0;lr>", "<sip:r3;lr>");
    SipRequest onTop = one.toBuilder().prepend(HeaderName.SUBJECT, "x").build();
    assertThat(onTop.headerName(0)).isEqualTo("Subject");
    assertThat(one.toBuilder().remove("route").build().has(HeaderName.ROUTE)).isFalse();
  }

  @Test
  void theBodyAndItsHeadersGoTogether() {
    SipRequest with =
        Messages.request(Messages.options()).toBuilder()
            .body(ContentType.SDP, new byte[] {1, 2, 3})
            .build();
    assertThat(with.header("Content-Length")).isEqualTo("3");
    assertThat(with.body()).containsExactly(1, 2, 3);

    SipRequest without = with.toBuilder().withoutBody().build();
    assertThat(without.header("Content-Length")).isEqualTo("0");
    assertThat(without.has(HeaderName.CONTENT_TYPE)).isFalse();
  }

  @Test
  void nothingCanBeSmuggledIn() {
    MessageBuilder<SipRequest> builder = Messages.request(Messages.options()).toBuilder();
    assertThatThrownBy(() -> builder.header("X", "a\r\nEvil: 1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.header("X: y\r\nZ", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SipResponse.builder(200, "OK\r\nEvil: 1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SipRequest.builder("A B", Uri.parse("sip:h")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRequestGetsAnotherTarget() {
    SipRequest request = Messages.request(Messages.options("X: y"));
    SipRequest moved = request.toBuilder(Uri.parse("sip:bob@192.0.2.9")).build();
    assertThat(moved.uri()).hasToString("sip:bob@192.0.2.9");
    assertThat(moved.header("X")).isEqualTo("y");
  }
}
