package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.CALL;
import static io.switchlog.edge.core.Story.CALLER_TOKEN;
import static io.switchlog.edge.core.Story.answer;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bus has taken a fact, or may have, and nobody hears of it: call control acts for a peer who
/// is about to be told something else.
final class UnknownOutcomeStoriesTest {
  private final Story story = new Story();

  private CallId call() {
    return story.facts.getFirst().call();
  }

  private InviteReceived refused() {
    story.busTakesAndDoesNotSaySo();
    story.receive(invite("z9hG4bK-a"), ALICE);
    assertThat(story.takeSent())
        .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 503 Service Unavailable");
    return (InviteReceived) story.takeFromBus().getFirst();
  }

  private static SipRequest cancel(AggregateInput fact) {
    assertThat(fact).isInstanceOf(CancelReceived.class);
    CancelReceived received = (CancelReceived) fact;
    assertThat(received.unanswered()).as("there is nobody to answer").isNull();
    assertThat(received.refusedBy()).isEqualTo(Story.EDGE);
    ParseResult result = SipParser.parse(received.message().array());
    assertThat(result).isInstanceOf(ParseResult.Parsed.class);
    SipMessage message = ((ParseResult.Parsed) result).message();
    assertThat(message.validate()).isNull();
    return (SipRequest) message;
  }

  @Test
  void aCallThatBeganForACallerWhoWasRefusedIsCancelled() {
    InviteReceived fact = refused();
    story.busIsBack();
    story.advance(1_000);

    SipRequest cancel = cancel(story.takeFromBus().getFirst());
    assertThat(cancel.method()).isEqualTo("CANCEL");
    assertThat(cancel.uriText()).isEqualTo("sip:bob@example.com");
    assertThat(cancel.via().branch()).isEqualTo("z9hG4bK-a");
    assertThat(cancel.callId()).isEqualTo("Call-1");
    assertThat(cancel.from().tag()).isEqualTo("from-1");
    assertThat(cancel.cseq().number()).isEqualTo(1);
    assertThat(cancel.header(HeaderName.REASON))
        .isEqualTo("SIP;cause=503;text=\"Service Unavailable\"");

    story.takeSent();
    story.order(answer(fact.transaction(), call(), "INVITE", 180, 1));
    story.order(answer(fact.transaction(), call(), "INVITE", 487, 1));
    assertThat(story.takeSent()).as("the caller has gone on").isEmpty();
    story.advance(2_000_000);
    assertThat(story.takeFromBus()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  /// That the caller was refused is kept for as long as it takes.
  @Test
  void howeverLongTheBusSaysNothing() {
    InviteReceived fact = refused();
    story.advance(600_000);
    story.takeSent();
    story.takeFromBus();
    story.busIsBack();
    story.advance(1_000);
    cancel(story.takeFromBus().getFirst());

    story.order(answer(fact.transaction(), call(), "INVITE", 180, 1));

    assertThat(story.takeSent()).isEmpty();
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aCallThatCannotHaveBegunIsNotCancelled() {
    story.busWasNotReachedYet();
    story.receive(invite("z9hG4bK-a"), ALICE);
    assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 503 Service Unavailable");
    story.busIsBack();
    story.advance(100_000);

    assertThat(story.takeFromBus()).isEmpty();
  }

  @Test
  void aCallThatCallControlHasAnsweredForIsNotRefused() {
    story.busGoesSilent();
    story.receive(invite("z9hG4bK-a"), ALICE);
    InviteReceived fact = (InviteReceived) story.facts.getFirst().input();
    story.order(answer(fact.transaction(), call(), "INVITE", 180, 1));
    story.answerAll(false);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying", "SIP/2.0 180 Reason");
    story.busIsBack();
    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));

    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
    assertThat(story.takeFromBus()).isEmpty();
  }

  @Test
  void aCallThatItsCallerHasCancelledIsCancelledOnce() {
    story.busGoesSilent();
    story.receive(invite("z9hG4bK-a"), ALICE);
    story.receive(
        request("CANCEL", "sip:bob@example.com", "z9hG4bK-a", "", "Call-1", 1, ""), ALICE);
    story.answerAll(false);
    story.advance(AlwaysTaken.ALONE_MILLIS);
    assertThat(story.takeSent())
        .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 200 OK", "SIP/2.0 487 Request Terminated");
    story.busIsBack();
    story.advance(1_000);

    assertThat(story.takeFromBus()).singleElement().isInstanceOf(CancelReceived.class);
  }

  @Test
  void aReInviteWaitsForTheBusAndIsAnsweredByCallControl() {
    story.busTakesAndDoesNotSaySo();
    story.receive(inDialog("INVITE", "z9hG4bK-re", CALLER_TOKEN, 2), ALICE);
    story.advance(60_000);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying");
    List<AggregateInput> said = story.takeFromBus();
    assertThat(said).hasSizeGreaterThan(1).allMatch(said.getFirst()::equals);
    story.busIsBack();
    story.advance(1_000);
    RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();

    story.order(answer(fact.transaction(), CALL, "INVITE", 200, 2));
    // What RFC 3261 section 12.2.2 has call control say to the second copy, if there are two.
    story.order(answer(fact.transaction(), CALL, "INVITE", 500, 2));

    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
    story.receive(inDialog("ACK", "z9hG4bK-ack", CALLER_TOKEN, 2), ALICE);
    story.advance(2_000_000);
    assertThat(story.takeFromBus()).as("its ACK, and not that it is missing").hasSize(1);
    assertThat(story.core.kept()).isZero();
  }

  /// What call control comes to say of it would be of a transaction that is over.
  @Test
  void aReInviteThatHasWaitedTooLongIsAnsweredAlone() {
    story.busGoesAway();
    story.receive(inDialog("INVITE", "z9hG4bK-re", CALLER_TOKEN, 2), ALICE);
    story.advance(ServerSide.UNANSWERED_MILLIS + 40_000);
    assertThat(story.takeSent()).contains("SIP/2.0 500 Server Internal Error");
    story.busIsBack();
    story.advance(1_000);
    RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();

    story.order(answer(fact.transaction(), CALL, "INVITE", 200, 2));

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFromBus()).singleElement().isInstanceOf(AckMissing.class);
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void anyOtherRequestInADialogIsAnsweredInTime() {
    for (String method : new String[] {"UPDATE", "INFO"}) {
      story.busTakesAndDoesNotSaySo();
      story.receive(inDialog(method, "z9hG4bK-" + method, CALLER_TOKEN, 2), ALICE);
      assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 500 Server Internal Error");
      story.busIsBack();
      story.advance(1_000);
      RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();
      story.takeSent();
      story.order(answer(fact.transaction(), CALL, method, 200, 2));
      assertThat(story.takeSent()).isEmpty();
    }
    story.advance(2_000_000);
    assertThat(story.takeFromBus()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }
}
