package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.inbox.AggregateInput;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the edge answers by itself, without the bus.
final class RefusalStoriesTest {
  private final Story story = new Story();

  @Test
  void optionsIsAnsweredWithWhatTheEdgeCan() {
    story.receive(
        request("OPTIONS", "sip:203.0.113.5", "z9hG4bK-o", "", "Call-9", 1, "")
            .replace("Max-Forwards: 70", "Max-Forwards: 0"),
        ALICE);

    Story.Sent sent = story.lastSent();
    assertThat(sent.startLine()).isEqualTo("SIP/2.0 200 OK");
    assertThat(sent.header("Allow")).contains("INVITE", "BYE", "OPTIONS");
    assertThat(sent.header("Accept")).isEqualTo("application/sdp");
    assertThat(sent.text()).contains("\r\nSupported:");
    assertThat(sent.header("To")).contains(";tag=");
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  /// RFC 3261 section 26.2.2.
  @Test
  void aSipsUriThatDidNotComeOverTlsIsRefused() {
    String sips = invite("z9hG4bK-s").replace("INVITE sip:", "INVITE sips:");
    story.receive(sips, ALICE);
    assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 403 SIPS Without TLS");
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();

    story.receive(sips, Story.ALICE_TLS);
    assertThat(story.takeFacts()).hasSize(1);
  }

  /// RFC 6223 section 4.3.
  @Test
  void whoWouldKeepHisWayOpenIsToldHowOften() {
    String options = request("OPTIONS", "sip:203.0.113.5", "z9hG4bK-k", "", "K", 1, "");
    story.receive(options.replace(";branch", ";keep;branch"), ALICE);
    assertThat(story.lastSent().header("Via")).contains(";keep=30");
    story.receive(options.replace(";branch", ";keep;branch"), Story.ALICE_TCP);
    assertThat(story.lastSent().header("Via")).contains(";keep=120");
    story.receive(options, ALICE);
    assertThat(story.lastSent().header("Via")).doesNotContain("keep");
  }

  /// RFC 5626 section 4.4.2.
  @Test
  void whoAsksByStunIsToldWhereHeIsSeen() {
    byte[] request = HexFormat.of().parseHex("000100002112a442b7e7a701bc34d686fa87dfae");
    story.core.onMessage(story.now, request, ALICE);
    assertThat(story.lastSent().text()).startsWith("\u0001\u0001");
    assertThat(story.lastSent().target().port()).isEqualTo(ALICE.port());
    assertThat(story.core.kept()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "SUBSCRIBE, 405",
    "MESSAGE, 405",
    "PUBLISH, 405",
    "FROBNICATE, 501",
    "BYE, 481",
    "INFO, 481",
    "UPDATE, 481"
  })
  void otherMethodsOutsideADialogAreRefused(String method, int status) {
    story.receive(request(method, "sip:bob@example.com", "z9hG4bK-m", "", "C", 1, ""), ALICE);

    assertThat(story.lastSent().startLine()).startsWith("SIP/2.0 " + status + " ");
    assertThat(story.lastSent().header("Allow") == null).isEqualTo(status == 481);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "Max-Forwards: 70, Max-Forwards: 0, 483",
    "INVITE sip:bob@example.com, INVITE https://example.com, 416",
    "Contact, Require: 100rel\\nRequire: precondition\\nContact, 420",
    "INVITE sip:bob@example.com SIP/2.0, INVITE sip:bob@example.com SIP/7.0, 505",
    "CSeq: 1 INVITE, CSeq: one INVITE, 400"
  })
  void anInviteThatBreaksARuleIsRefusedAndItsAckAbsorbed(String part, String by, int status) {
    String broken = invite("z9hG4bK-a").replace(part, by.replace("\\n", "\n"));
    story.receive(broken, ALICE);

    assertThat(story.lastSent().startLine()).startsWith("SIP/2.0 " + status + " ");
    if (status == 420) {
      assertThat(story.lastSent().header("Unsupported")).isEqualTo("precondition");
    }
    String tag = String.valueOf(story.lastSent().header("To")).replaceAll(".*tag=", "");
    story.receive(request("ACK", "sip:bob@example.com", "z9hG4bK-a", tag, "Call-1", 1, ""), ALICE);
    story.advance(40_000);
    assertThat(story.takeSent()).hasSize(1);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"UPDATE, true", "INFO, true", "REFER, true", "INVITE, false", "BYE, false"})
  void replacesIsForInvitesOnly(String method, boolean refused) {
    String request =
        inDialog(method, "z9hG4bK-r", Story.TOKEN, 2)
            .replace("Max-Forwards:", "Replaces: a;to-tag=b;from-tag=c\nMax-Forwards:");
    story.receive(request, ALICE);

    assertThat(story.takeFacts()).hasSize(refused ? 0 : 1);
    if (refused) {
      assertThat(story.lastSent().startLine())
          .isEqualTo("SIP/2.0 400 Bad Request: expected Replaces in an INVITE only");
    }
  }

  @Test
  void a400SaysWhatWasWrong() {
    story.receive(invite("z9hG4bK-a").replace("CSeq: 1 INVITE", "CSeq: 1 BYE"), ALICE);

    assertThat(story.lastSent().startLine())
        .isEqualTo("SIP/2.0 400 Bad Request: expected CSeq method INVITE, found 'BYE'");
    assertThat(story.lastSent().header("Via")).contains("rport=40000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "INVITE sip:bob@example.com SIP/2.0\n\n",
        "SIP/2.0 200 OK\nCSeq: what\n\n",
        """
        ACK sip:bob@example.com SIP/2.0
        Via: SIP/2.0/UDP h;branch=z9hG4bKx
        From: <sip:a@b>;tag=1
        To: <sip:a@b>
        Call-ID: x
        CSeq: y

        """
      })
  void whatCannotBeAnsweredIsDroppedAndCounted(String garbage) {
    story.receive(garbage, ALICE);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.count(Counter.DROPPED)).isEqualTo(garbage.isEmpty() ? 0 : 1);
  }

  @Test
  void tooManyHeadersAndTooManyBytesAreRefused() {
    story.receive(invite("z9hG4bK-a").replace("Contact", "X: y\n".repeat(256) + "Contact"), ALICE);
    assertThat(story.lastSent().startLine()).startsWith("SIP/2.0 513 ");

    story.receive(
        invite("z9hG4bK-b").replace("Contact", "X: " + "y".repeat(66_000) + "\nContact"), ALICE);
    assertThat(story.lastSent().startLine()).startsWith("SIP/2.0 513 ");
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void aDialogThatIsNotOursIsA481WithoutALookup() {
    story.receive(inDialog("BYE", "z9hG4bK-x", "stranger", 2), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 481 Call/Transaction Does Not Exist");
    String forged = Story.TOKEN.substring(0, Story.TOKEN.length() - 1) + "_";
    story.receive(inDialog("INVITE", "z9hG4bK-y", forged, 2), ALICE);
    story.receive(inDialog("ACK", "z9hG4bK-y", forged, 2), ALICE);

    assertThat(story.takeSent()).hasSize(1);
    assertThat(story.count(Counter.FOREIGN_DIALOG)).isEqualTo(2);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aPeerThatRewritesTheRequestUriIsKnownByOurTag() {
    story.receive(
        request("BYE", "sip:203.0.113.5", "z9hG4bK-x", Story.TOKEN, "Call-1", 2, ""), ALICE);

    assertThat(story.takeFacts()).hasSize(1);
  }

  @Test
  void whileTheBusIsAwayNewCallsAreRefusedAndThenItRecovers() {
    story.busGoesAway();
    story.receive(invite("z9hG4bK-a"), ALICE);

    assertThat(story.lastSent().header("Retry-After")).isEqualTo("5");
    assertThat(story.takeSent())
        .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 503 Service Unavailable");
    assertThat(story.count(Counter.FACTS_LOST)).isEqualTo(1);

    story.busIsBack();
    story.advance(1_000);
    story.takeSent();
    story.receive(invite("z9hG4bK-b").replace("Call-1", "Call-2"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying");
  }

  @Test
  void aBusThatKeepsAFactWaitingTakesNoFurtherCalls() {
    story.busGoesSilent();
    story.receive(invite("z9hG4bK-a"), ALICE);
    story.now += Facts.SLOW_MILLIS + 1;
    story.takeSent();
    story.receive(invite("z9hG4bK-b").replace("Call-1", "Call-2"), ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 503 Service Unavailable");
    assertThat(story.facts).hasSize(1);
    story.busIsBack();
    story.receive(invite("z9hG4bK-c").replace("Call-1", "Call-3"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying");
  }

  @Test
  void aDrainingEdgeRefusesNewCallsOnly() {
    story.core.drain();
    story.receive(invite("z9hG4bK-a"), ALICE);
    story.receive(inDialog("BYE", "z9hG4bK-bye", Story.TOKEN, 2), ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 503 Service Unavailable");
    assertThat(story.takeFacts()).extracting(AggregateInput::getClass).hasSize(1);
  }

  @Test
  void keepalivesAreNoMessages() {
    story.receive("\r\n\r\n".getBytes(StandardCharsets.UTF_8), ALICE);
    story.receive(new byte[4], ALICE);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.count(Counter.MALFORMED)).isZero();
  }
}
