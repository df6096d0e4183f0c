package io.switchlog.wire.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdpTest {
  static final String OFFER =
      """
      v=0
      o=alice 2890844526 2890844527 IN IP4 192.0.2.10
      s=A  name with  blanks
      i=information
      c=IN IP4 192.0.2.10
      b=AS:128
      t=0 0
      a=group:BUNDLE 0
      a=sendonly
      m=audio 49170/2  RTP/AVP 96 0 8 101
      b=TIAS:64000
      a=rtpmap:96 opus/48000/2
      a=fmtp:96 useinbandfec=1; stereo=0
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-16
      a=ptime:20
      a=rtcp:53020 IN IP4 192.0.2.11
      a=rtcp-mux
      a=x-unheard-of:kept   as it came
      m=video 0 RTP/AVP 31
      m=text 5000 RTP/AVP 98
      c=IN IP6 2001:db8::1
      a=recvonly
      """
          .replace("\n", "\r\n");

  static SessionDescription parse(String text) {
    assertThat(SdpParser.parse(text)).isInstanceOf(SdpResult.Parsed.class);
    return ((SdpResult.Parsed) SdpParser.parse(text)).description();
  }

  static SdpResult.Malformed malformed(String text) {
    assertThat(SdpParser.parse(text)).isInstanceOf(SdpResult.Malformed.class);
    return (SdpResult.Malformed) SdpParser.parse(text);
  }

  static String minimal(String media) {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" + media;
  }

  @Test
  void anUntouchedDescriptionIsWrittenBackAsItCame() {
    assertThat(parse(OFFER).toString()).isEqualTo(OFFER);
  }

  @Test
  void theFieldsOfTheSessionAreRead() {
    SessionDescription offer = parse(OFFER);

    assertThat(offer.origin().username()).isEqualTo("alice");
    assertThat(offer.origin().sessionId()).isEqualTo("2890844526");
    assertThat(offer.origin().sessionVersion()).isEqualTo("2890844527");
    assertThat(offer.origin().address()).isEqualTo("192.0.2.10");
    assertThat(offer.sessionName()).isEqualTo("A  name with  blanks");
    assertThat(offer.timing()).isEqualTo("0 0");
    assertThat(offer.connection()).isEqualTo(Connection.of("192.0.2.10"));
    assertThat(offer.bandwidths()).extracting(Bandwidth::figure).containsExactly(128L);
    assertThat(offer.attributes()).extracting(Attribute::name).containsExactly("group", "sendonly");
    assertThat(offer.attribute("group")).isEqualTo(Attribute.of("group", "BUNDLE 0"));
  }

  @Test
  void theFieldsOfAMediumAreRead() {
    MediaDescription audio = parse(OFFER).media().getFirst();

    assertThat(audio.media()).isEqualTo("audio");
    assertThat(audio.port()).isEqualTo(49170);
    assertThat(audio.portCount()).isEqualTo(2);
    assertThat(audio.protocol()).isEqualTo("RTP/AVP");
    assertThat(audio.formats()).containsExactly("96", "0", "8", "101");
    assertThat(audio.bandwidths()).extracting(Bandwidth::modifier).containsExactly("TIAS");
    assertThat(audio.rtpmaps())
        .containsExactly(
            new Rtpmap(96, "opus", 48000, 2), new Rtpmap(101, "telephone-event", 8000, 1));
    assertThat(audio.codecs())
        .extracting(Rtpmap::encoding)
        .containsExactly("opus", "PCMU", "PCMA", "telephone-event");
    assertThat(audio.rtpmap(8)).isEqualTo(new Rtpmap(8, "PCMA", 8000, 1));
    assertThat(audio.rtpmap(77)).isNull();
    assertThat(audio.fmtp("96")).isEqualTo("useinbandfec=1; stereo=0");
    assertThat(audio.fmtp("9")).isNull();
    assertThat(audio.ptimeMillis()).isEqualTo(20);
    assertThat(audio.rtcp()).isEqualTo(new RtcpAddress(53020, Connection.of("192.0.2.11")));
    assertThat(audio.rtcpMux()).isTrue();
  }

  @Test
  void directionAndAddressFallBackToTheSession() {
    SessionDescription offer = parse(OFFER);
    MediaDescription audio = offer.media().get(0);
    MediaDescription text = offer.media().get(2);

    assertThat(audio.statedDirection()).isNull();
    assertThat(offer.direction(audio)).isEqualTo(Direction.SENDONLY);
    assertThat(offer.connection(audio)).isEqualTo(Connection.of("192.0.2.10"));
    assertThat(offer.direction(text)).isEqualTo(Direction.RECVONLY);
    assertThat(offer.connection(text)).isEqualTo(Connection.of("2001:db8::1"));

    SessionDescription plain = parse(minimal("m=audio 4000 RTP/AVP 0\r\n"));
    assertThat(plain.direction(plain.media().getFirst())).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void directionsTurnRound() {
    assertThat(Direction.SENDONLY.reversed()).isEqualTo(Direction.RECVONLY);
    assertThat(Direction.RECVONLY.reversed()).isEqualTo(Direction.SENDONLY);
    assertThat(Direction.SENDRECV.reversed()).isEqualTo(Direction.SENDRECV);
    assertThat(Direction.INACTIVE.reversed()).isEqualTo(Direction.INACTIVE);
  }

  @Test
  void anchoringLeavesNoAddressOfThePeerAndKeepsRejectedMediaInPlace() {
    SessionDescription anchored =
        parse(OFFER)
            .withOrigin(Origin.of("-", 7, 1, "198.51.100.1"))
            .anchoredAt(
                List.of(
                    new Anchor("198.51.100.1", 30_000, 30_000),
                    Anchor.of("198.51.100.1", 30_002),
                    Anchor.of("2001:db8:f::9", 30_004)));

    assertThat(anchored.toString()).doesNotContain("192.0.2.").doesNotContain("2001:db8::1");
    assertThat(anchored.toString()).contains("o=- 7 1 IN IP4 198.51.100.1\r\n");
    assertThat(anchored.toString()).contains("a=x-unheard-of:kept   as it came\r\n");
    assertThat(anchored.media())
        .extracting(MediaDescription::port)
        .containsExactly(30_000, 0, 30_004);
    assertThat(anchored.media().get(0).head().value()).isEqualTo("audio 30000 RTP/AVP 96 0 8 101");
    assertThat(anchored.media().get(0).rtcp()).as("shared by rtcp-mux").isNull();
    assertThat(anchored.media().get(1).head().value()).isEqualTo("video 0 RTP/AVP 31");
    assertThat(anchored.media().get(2).connection()).isEqualTo(Connection.of("2001:db8:f::9"));
    assertThat(parse(anchored.toString())).isEqualTo(anchored);
  }

  @Test
  void anUnusualRtcpPortIsStated() {
    SessionDescription anchored =
        parse(minimal("m=audio 4000 RTP/AVP 0\r\n"))
            .anchoredAt(List.of(new Anchor("198.51.100.1", 30_000, 30_007)));

    assertThat(anchored.media().getFirst().rtcp()).isEqualTo(new RtcpAddress(30_007, null));
  }

  @Test
  void oldStyleHoldIsRecognisedAndSurvivesAnchoring() {
    String held = minimal("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n");
    SessionDescription offer = parse(held);
    assertThat(offer.isHeldByAddress(offer.media().getFirst())).isTrue();

    SessionDescription anchored = offer.anchoredAt(List.of(Anchor.of("198.51.100.1", 30_000)));
    MediaDescription medium = anchored.media().getFirst();
    assertThat(anchored.isHeldByAddress(medium)).isFalse();
    assertThat(anchored.direction(medium)).isEqualTo(Direction.SENDONLY);

    SessionDescription listening = parse(held + "a=recvonly\r\n");
    SessionDescription moved = listening.anchoredAt(List.of(Anchor.of("198.51.100.1", 30_000)));
    assertThat(moved.direction(moved.media().getFirst())).isEqualTo(Direction.INACTIVE);
    assertThat(moved.toString()).doesNotContain("recvonly");
  }

  @Test
  void ipv6ZerosHoldTooAndMulticastSuffixesAreNoPartOfTheAddress() {
    SessionDescription offer = parse(minimal("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 ::\r\n"));
    assertThat(offer.isHeldByAddress(offer.media().getFirst())).isTrue();

    SessionDescription group =
        parse(minimal("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 233.252.0.1/127/3\r\n"));
    assertThat(group.connection(group.media().getFirst()))
        .extracting(Connection::address)
        .isEqualTo("233.252.0.1");
    assertThat(group.toString()).contains("c=IN IP4 233.252.0.1/127/3\r\n");
  }

  @Test
  void attributesAreLeftOutOnBothLevelsAndDirectionsReplaced() {
    SessionDescription stripped =
        parse(OFFER).withoutAttributes(name -> name.equals("group") || name.startsWith("rtcp"));

    assertThat(stripped.toString()).doesNotContain("group").doesNotContain("rtcp");
    assertThat(stripped.media().get(2).withDirection(Direction.INACTIVE).attributes())
        .containsExactly(Attribute.property("inactive"));
  }

  @Test
  void aConnectionLineIsAddedWhereTheGrammarWantsIt() {
    SessionDescription offer =
        parse(
            """
            v=0
            o=- 1 1 IN IP4 192.0.2.1
            s=-
            u=http://example.com
            t=0 0
            m=audio 4000 RTP/AVP 0
            i=title
            a=mid:1
            c=IN IP4 192.0.2.1
            """);

    assertThat(offer.withConnection(Connection.of("192.0.2.9")).lines())
        .extracting(Line::type)
        .containsExactly('v', 'o', 's', 'u', 'c', 't');
    assertThat(
            parse(minimal("m=audio 4000 RTP/AVP 0\r\ni=title\r\na=mid:1\r\n"))
                .media()
                .getFirst()
                .withConnection(Connection.of("192.0.2.9"))
                .lines())
        .extracting(Line::type)
        .containsExactly('i', 'c', 'a');
  }

  @Test
  void bareLineFeedsBlankTailsAndMissingTimingAreForgiven() {
    SessionDescription offer =
        parse(
            "v=0\no=- 1 1 IN IP4 192.0.2.1\ns= \nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n\n\r\n");

    assertThat(offer.sessionName()).isEqualTo(" ");
    assertThat(offer.timing()).isEmpty();
    assertThat(offer.media()).hasSize(1);
  }

  @Test
  void bytesThatAreNotUtf8ComeBackByteForByte() {
    byte[] latin = minimal("i=caf\u00e9\r\n").getBytes(StandardCharsets.ISO_8859_1);
    SdpResult result = SdpParser.parse(latin);
    assertThat(result).isInstanceOf(SdpResult.Parsed.class);
    assertThat(((SdpResult.Parsed) result).description().toBytes()).isEqualTo(latin);

    byte[] utf8 = minimal("i=caf\u00e9\r\n").getBytes(StandardCharsets.UTF_8);
    assertThat(((SdpResult.Parsed) SdpParser.parse(utf8)).description().toBytes()).isEqualTo(utf8);
  }

  @Test
  void mistakesAreNamedWithTheirLine() {
    assertThat(malformed("")).isEqualTo(new SdpResult.Malformed("v=0", "the end", 1));
    assertThat(malformed("v=1\r\n").expected()).isEqualTo("v=0");
    assertThat(malformed("v=0\r\ns=-\r\n")).isEqualTo(new SdpResult.Malformed("o=", "s=-", 2));
    assertThat(malformed("v=0\r\no=- x 1 IN IP4 192.0.2.1\r\ns=-\r\n").line()).isEqualTo(2);
    assertThat(malformed("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nm=audio 4000 RTP/AVP 0\r\n"))
        .isEqualTo(new SdpResult.Malformed("c= for the session or this medium", "none", 4));
    for (String line :
        List.of(
            "q=what",
            "m=audio",
            "m=audio 65536 RTP/AVP 0",
            "m=audio -1 RTP/AVP 0",
            "m=audio 1/0 RTP/AVP 0",
            "c=IN IP4",
            "c=IN IP4 /1",
            "b=AS",
            "b=AS:x",
            "a=",
            "a=:x",
            "",
            "x",
            "a=b\rc",
            "v=0",
            "s=again",
            "b=AS:99999999999999999999")) {
      assertThat(malformed(minimal(line + "\r\na=end\r\n")).line()).as(line).isEqualTo(6);
    }
  }

  @Test
  void nonsenseInsideAttributesIsPassedOnButNotUnderstood() {
    SessionDescription offer =
        parse(
            minimal(
                """
                m=audio 4000 RTP/AVP 96 x
                a=rtpmap:
                a=rtpmap:96
                a=rtpmap:96 a
                a=rtpmap:200 a/8000
                a=rtcp:no
                a=ptime:x
                a=fmtp
                """));
    MediaDescription medium = offer.media().getFirst();

    assertThat(medium.rtpmaps()).isEmpty();
    assertThat(medium.codecs()).isEmpty();
    assertThat(medium.rtcp()).isNull();
    assertThat(medium.ptimeMillis()).isNull();
    assertThat(offer.toString()).contains("a=rtpmap:200 a/8000\r\n");
  }
}
