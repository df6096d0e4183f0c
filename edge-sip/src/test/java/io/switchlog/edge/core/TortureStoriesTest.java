package io.switchlog.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.inbox.AggregateInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What leaves an edge that gets the messages of RFC 4475, each of the 49, and those of RFC 5118:
/// the parser's own verdict on them is in the module `wire`, whose files these are.
final class TortureStoriesTest {
  private static final Path FILES = Path.of("../wire/src/test/resources/rfc4475");

  private final Story story = new Story();

  private String outcome(String name) throws IOException {
    return outcome(Files.readAllBytes(FILES.resolve(name + ".dat")));
  }

  private String outcome(byte[] message) {
    story.receive(message, Story.ALICE);
    List<AggregateInput> facts = story.takeFacts();
    List<String> sent = story.takeSent();
    assertThat(sent).as("answers").hasSizeLessThan(2);
    String answer = sent.isEmpty() ? "-" : sent.getFirst().split(" ", 3)[1];
    return facts.isEmpty() ? answer : answer + " fact";
  }

  /// `-` stands for silence: what is a response, or has no Via that could be read (badinv01), or
  /// lacks what an answer has to repeat (insuf: From, To and Call-ID, for which RFC 4475 section
  /// 3.3.1 would have a 400). A fact is call control's to answer: 415 for a body that it does not
  /// know (invut), 406 where nothing is accepted (sdp01). Whoever registers is asked who it is
  /// (regaut01), and nobody is of a scheme that is not known (unksm2).
  @ParameterizedTest
  @CsvSource({
    "badaspec, 200",
    "badbranch, 200",
    "baddate, 100 fact",
    "baddn, 400",
    "badinv01, -",
    "badvers, 505",
    "bcast, -",
    "bext01, 420",
    "bigcode, -",
    "clerr, 400",
    "cparam01, 401",
    "cparam02, 401",
    "dblreq, 401",
    "esc01, 100 fact",
    "esc02, 501",
    "escnull, 401",
    "escruri, 400",
    "insuf, -",
    "intmeth, 501",
    "inv2543, 100 fact",
    "invut, 100 fact",
    "longreq, 100 fact",
    "ltgtruri, 400",
    "lwsdisp, 200",
    "lwsruri, 400",
    "lwsstart, 400",
    "mcl01, 400",
    "mismatch01, 400",
    "mismatch02, 400",
    "mpart01, 405",
    "multi01, 400",
    "ncl, 400",
    "noreason, -",
    "novelsc, 416",
    "quotbal, 400",
    "regaut01, 401",
    "regbadct, 400",
    "regescrt, 401",
    "scalar02, 400",
    "scalarlg, -",
    "sdp01, 100 fact",
    "semiuri, 200",
    "transports, 200",
    "trws, 400",
    "unkscm, 416",
    "unksm2, 404",
    "unreason, -",
    "wsinv, 481",
    "zeromf, 200"
  })
  void leavesOneAnswerAtMost(String name, String expected) throws IOException {
    assertThat(outcome(name)).isEqualTo(expected);
    story.advance(10_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void noneIsLeftOut() throws IOException, NoSuchMethodException {
    CsvSource rows =
        TortureStoriesTest.class
            .getDeclaredMethod("leavesOneAnswerAtMost", String.class, String.class)
            .getAnnotation(CsvSource.class);
    try (Stream<Path> files = Files.list(FILES)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".dat", "")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(rows.value()).map(row -> row.substring(0, row.indexOf(','))).toList())
          .hasSize(49);
    }
  }

  private static final String SESSION =
      """
      v=0
      o=assistant 971731711378798081 0 IN IP6 2001:db8::20
      s=-
      c=IN IP6 2001:db8::20
      t=0 0
      m=audio 20012 RTP/AVP 0
      """;
  private static final String MIXED =
      """
      v=0
      o=bob 1 1 IN IP4 192.0.2.1
      s=-
      t=0 0
      m=audio 22334 RTP/AVP 0
      c=IN IP4 192.0.2.1
      m=video 6024 RTP/AVP 107
      c=IN IP6 2001:db8::1
      a=rtpmap:107 H263-1998/90000
      """;

  /// RFC 5118, of which the first column is the section: IPv6 wherever SIP can hold it. The
  /// messages are our own, with the same point; the parser's verdict on them is in the module
  /// `wire`.
  @ParameterizedTest
  @CsvSource({
    "4.1, REGISTER, sip:[2001:db8::10], [2001:db8::9:1], 401",
    "4.2, REGISTER, sip:2001:db8::10, [2001:db8::9:1], 400",
    "4.3, REGISTER, sip:[2001:db8::10:5070], [2001:db8::9:1], 401",
    "4.4, REGISTER, sip:[2001:db8::10]:5070, [2001:db8::9:1], 401",
    "4.5, OPTIONS, sip:[2001:db8::10], [2001:db8::9:1];received=[2001:db8::9:255], 200",
    "4.5, OPTIONS, sip:[2001:db8::10], [2001:db8::9:1];received=2001:db8::9:255, 200",
    "4.6, INVITE, sip:user@[2001:db8::10], [2001:db8::20], 100 fact",
    "4.7, OPTIONS, sip:[2001:db8::10], '[2001:db8::9:1]:6050, SIP/2.0/UDP 192.0.2.1', 200",
    "4.8, INVITE, sip:user@[2001:db8::10], [2001:db8::9:1], 100 fact",
    "4.9, OPTIONS, sip:[2001:db8::10], [::ffff:192.0.2.10]:19823, 200",
    "4.10, OPTIONS, sip:[2001:db8:::192.0.2.1], [::1], 200"
  })
  void holdsIpv6WhereverItStands(
      String section, String method, String uri, String sentBy, String expected) {
    String body = section.equals("4.6") ? SESSION : section.equals("4.8") ? MIXED : "";
    String message =
        method
            + " "
            + uri
            + " SIP/2.0\r\nVia: SIP/2.0/UDP "
            + sentBy.replaceFirst("(^[^,]*)", "$1;branch=z9hG4bKas3-111")
            + "\r\nFrom: <sip:user@example.com>;tag=81x2\r\nTo: <sip:user@example.com>\r\n"
            + "Call-ID: SSG9559905523997077@hlau_4100\r\nMax-Forwards: 70\r\nContact:"
            + " <sip:user@[2001:db8::1]>\r\nCSeq: 8612 "
            + method
            + "\r\nContent-Type: application/sdp\r\nContent-Length: "
            + body.replace("\n", "\r\n").length()
            + "\r\n\r\n"
            + body.replace("\n", "\r\n");
    assertThat(outcome(message.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    story.advance(10_000_000);
    assertThat(story.core.kept()).isZero();
  }
}
