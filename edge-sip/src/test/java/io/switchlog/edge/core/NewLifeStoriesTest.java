package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.ALICE_TCP;
import static io.switchlog.edge.core.Story.BOB;
import static io.switchlog.edge.core.Story.CALLER_TOKEN;
import static io.switchlog.edge.core.Story.answer;
import static io.switchlog.edge.core.Story.branch;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static io.switchlog.edge.core.Story.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.token.SessionToken;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the peers of an edge that died hear from its next life, or from a sibling, that has not
/// found the bus yet, or whose call control is away.
final class NewLifeStoriesTest {
  private static final String CANCEL =
      request("CANCEL", "sip:bob@example.com", "z9hG4bK-a", "", "Call-1", 1, "");

  private final Story before = new Story();
  private final Story story = new Story();

  private InviteReceived offeredBefore() {
    before.receive(invite("z9hG4bK-a"), ALICE);
    return (InviteReceived) before.takeFromBus().getFirst();
  }

  private CallId call() {
    return before.facts.getFirst().call();
  }

  private ServerTransaction unanswered() {
    CancelReceived fact = (CancelReceived) story.takeFromBus().getFirst();
    @Nullable ServerTransaction unanswered = fact.unanswered();
    assertThat(unanswered).isNotNull();
    return Objects.requireNonNull(unanswered);
  }

  @Test
  void aCancelOfAnInviteOfTheLifeBeforeGetsIts200InTimeAndItsInviteThe487OfCallControl() {
    ServerTransaction invite = offeredBefore().transaction();
    story.busWasNotReachedYet();
    story.receive(CANCEL, ALICE);
    story.advance(AlwaysTaken.ALONE_MILLIS - 1);
    story.receive(CANCEL, ALICE);
    assertThat(story.takeSent()).containsOnly("SIP/2.0 100 Trying");
    story.advance(1);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
    story.receive(CANCEL, ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");

    story.busIsBack();
    story.advance(1_000);
    ServerTransaction cancel = unanswered();
    assertThat(cancel.key()).startsWith("z9hG4bK-a|");
    story.order(answer(cancel, call(), "CANCEL", 200, 1));
    assertThat(story.takeSent()).as("the peer had its answer").isEmpty();
    story.order(answer(invite, call(), "INVITE", 487, 1));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 487 Reason");
    String tag = new SessionToken(call().value(), 1).mint(Story.SECRET);
    story.receive(request("ACK", "sip:bob@example.com", "z9hG4bK-a", tag, "Call-1", 1, ""), ALICE);

    story.advance(2_000_000);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFromBus()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  /// Who comes back after minutes knows nothing of what the edge said meanwhile.
  @Test
  void whateverCallControlSaysOfThatCancelAtLastThePeerHearsNoMore() {
    offeredBefore();
    story.busGoesAway();
    story.receive(CANCEL, ALICE);
    story.advance(300_000);
    story.takeSent();
    story.busIsBack();
    story.advance(1_000);

    story.order(answer(unanswered(), call(), "CANCEL", 481, 1));

    assertThat(story.takeSent()).isEmpty();
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void theSameWhereTheBusHasTheFactAndCallControlIsAway() {
    offeredBefore();
    story.receive(CANCEL, ALICE);
    story.advance(AlwaysTaken.ALONE_MILLIS);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying", "SIP/2.0 200 OK");

    story.advance(50_000);
    story.order(answer(unanswered(), call(), "CANCEL", 481, 1));

    assertThat(story.takeSent()).isEmpty();
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  private static String strangersCancel(int number, String more) {
    return request(
        "CANCEL", "sip:bob@example.com", "z9hG4bK-s" + number, "", "Call-s" + number, 1, more);
  }

  @Test
  void cancelsOfStrangersDoNotTakeTheRoomOfCalls() {
    story.busGoesAway();
    story.receive(strangersCancel(0, "X-Padding: " + "x".repeat(60_000) + "\n"), ALICE);
    assertThat(story.takeFacts()).as("larger than any CANCEL").isEmpty();
    int bytes = 0;
    String more = "X-Padding: " + "x".repeat(3_500) + "\n";
    for (int i = 1; i < 1_000; i++) {
      story.receive(strangersCancel(i, more), ALICE);
    }
    for (AggregateInput fact : story.takeFacts()) {
      bytes += ((CancelReceived) fact).message().length();
    }
    assertThat(bytes).isPositive().isLessThanOrEqualTo(AlwaysTaken.MOST_BYTES_FOR_OTHERS);

    story.receive(inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 2), ALICE);
    assertThat(story.takeFacts()).singleElement().isInstanceOf(RequestReceived.class);
    story.busIsBack();
    story.advance(1_000);
    story.receive(strangersCancel(2_000, more), ALICE);
    assertThat(story.takeFacts()).as("there is room again").hasSize(1);
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  /// Over TCP a transaction ends with its answer, and the same request is new.
  @Test
  void theSameCancelOverTcpIsCountedAsOftenAsItIsKept() {
    story.busGoesAway();
    for (int i = 0; i < AlwaysTaken.MOST_CANCELS_FOR_OTHERS + 10; i++) {
      story.receive(CANCEL, ALICE_TCP);
      story.advance(AlwaysTaken.ALONE_MILLIS);
    }

    assertThat(story.takeFacts()).hasSize(AlwaysTaken.MOST_CANCELS_FOR_OTHERS);
  }

  /// RFC 3261 section 9.2.
  @Test
  void aCancelThatCallControlKnowsNoInviteOfIs481() {
    offeredBefore();
    story.receive(CANCEL, ALICE);
    story.order(answer(unanswered(), call(), "CANCEL", 481, 1));
    story.advance(2_000_000);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 481 Reason");
    assertThat(story.count(Counter.ANSWERED_ALONE)).isZero();
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void whatEndsAndAnswersInADialogIsTakenBeforeTheBusIsReached() {
    story.busWasNotReachedYet();
    story.receive(inDialog("ACK", "z9hG4bK-ack", CALLER_TOKEN, 1), ALICE);
    story.receive(inDialog("CANCEL", "z9hG4bK-re", CALLER_TOKEN, 2), ALICE);
    story.receive(inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 3), ALICE);
    story.receive(response(200, branch("9"), "INVITE", "b", ""), BOB);
    story.receive(response(486, branch("8"), "INVITE", "b", ""), BOB);
    story.advance(AlwaysTaken.ALONE_MILLIS);
    assertThat(story.takeSent())
        .containsExactly(
            "SIP/2.0 100 Trying", "SIP/2.0 100 Trying", "SIP/2.0 200 OK", "SIP/2.0 200 OK");

    story.advance(60_000);
    story.busIsBack();
    story.advance(1_000);

    assertThat(story.takeFromBus())
        .extracting(Object::getClass)
        .containsExactly(
            AckReceived.class,
            CancelReceived.class,
            RequestReceived.class,
            ResponseReceived.class,
            ResponseReceived.class);
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void whatCanBeTriedAgainIsRefusedSoThatNoDialogDies() {
    story.busWasNotReachedYet();
    int cseq = 2;
    for (String method : new String[] {"INVITE", "UPDATE", "INFO", "OPTIONS"}) {
      story.takeSent();
      story.receive(inDialog(method, "z9hG4bK-" + method, CALLER_TOKEN, cseq++), ALICE);
      assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 500 Server Internal Error");
      assertThat(story.lastSent().header("Retry-After")).isEqualTo("5");
    }
    story.receive(invite("z9hG4bK-new"), ALICE);
    assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 503 Service Unavailable");
    assertThat(story.lastSent().header("Retry-After")).isEqualTo("5");
    story.busIsBack();
    story.advance(100_000);
    assertThat(story.takeFromBus()).isEmpty();
  }
}
