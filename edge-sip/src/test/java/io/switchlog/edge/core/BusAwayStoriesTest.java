package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.ALICE_TCP;
import static io.switchlog.edge.core.Story.BOB;
import static io.switchlog.edge.core.Story.CALL;
import static io.switchlog.edge.core.Story.CALLER_TOKEN;
import static io.switchlog.edge.core.Story.LEG;
import static io.switchlog.edge.core.Story.answer;
import static io.switchlog.edge.core.Story.branch;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.pattern;
import static io.switchlog.edge.core.Story.request;
import static io.switchlog.edge.core.Story.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.token.SessionToken;
import org.junit.jupiter.api.Test;

/// What peers and call control see of a bus that takes nothing for a while: a fact is kept until
/// the bus has it (ARCHITECTURE.md, "Where failure is handled").
final class BusAwayStoriesTest {
  private static final String CANCEL =
      request("CANCEL", "sip:bob@example.com", "z9hG4bK-a", "", "Call-1", 1, "");

  private final Story story = new Story();

  private ServerTransaction offered() {
    story.receive(invite("z9hG4bK-a"), ALICE);
    InviteReceived fact = (InviteReceived) story.takeFromBus().getFirst();
    story.takeSent();
    return fact.transaction();
  }

  private CallId call() {
    return story.facts.getFirst().call();
  }

  @Test
  void eightRepeatsOfASuccessAreOneFactAndOneAck() {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", branch("1"))));
    story.busGoesAway();
    for (int i = 0; i < 8; i++) {
      story.receive(response(200, branch("1"), "INVITE", "b", ""), BOB);
      story.advance(500);
    }
    assertThat(story.takeFromBus()).isEmpty();
    story.busIsBack();
    story.advance(1_000);

    assertThat(story.takeFromBus())
        .singleElement()
        .isInstanceOfSatisfying(
            ResponseReceived.class, it -> assertThat(it.status()).isEqualTo(200));
    story.takeSent();
    story.order(new SendAck(CALL, LEG, branch("1"), "b", pattern("ACK", branch("2"))));
    assertThat(story.takeSent()).containsExactly("ACK sip:bob@192.0.2.99 SIP/2.0");
    story.advance(2_000_000);
    assertThat(story.takeFromBus()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void whatAPeerWillNotRepeatReachesTheBusInItsOrder() {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", branch("1"))));
    story.busGoesAway();
    story.receive(response(180, branch("1"), "INVITE", "b", ""), BOB);
    story.receive(response(486, branch("1"), "INVITE", "b", ""), BOB);
    story.receive(inDialog("ACK", "z9hG4bK-ack", CALLER_TOKEN, 1), ALICE);
    story.receive(inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 2), ALICE);
    story.advance(60_000);
    story.busIsBack();
    story.advance(1_000);

    assertThat(story.takeFromBus())
        .extracting(Object::getClass)
        .containsExactly(
            ResponseReceived.class,
            ResponseReceived.class,
            AckReceived.class,
            RequestReceived.class);
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aByeIsAnsweredByTheEdgeInTimeAndItsFactIsKept() {
    String bye = inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 2);
    story.busGoesAway();
    story.receive(bye, ALICE);
    story.advance(AlwaysTaken.ALONE_MILLIS - 1);
    assertThat(story.takeSent()).as("RFC 4320 section 4.1").containsExactly("SIP/2.0 100 Trying");
    story.advance(1);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
    story.receive(bye, ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
    assertThat(story.count(Counter.ANSWERED_ALONE)).isEqualTo(1);

    story.advance(90_000);
    story.busIsBack();
    story.advance(1_000);
    RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();
    story.order(answer(fact.transaction(), CALL, "BYE", 200, 2));

    assertThat(story.takeSent()).as("its transaction is long over").isEmpty();
    assertThat(story.count(Counter.COMMANDS_MOOT)).isEqualTo(1);
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aByeWhoseFactIsOnTheBusIsCallControlsToAnswerInTime() {
    story.receive(inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 2), ALICE);
    story.advance(AlwaysTaken.ALONE_MILLIS - 1);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying");

    RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();
    story.order(answer(fact.transaction(), CALL, "BYE", 481, 2));

    assertThat(story.takeSent()).containsExactly("SIP/2.0 481 Reason");
    story.advance(2_000_000);
    assertThat(story.count(Counter.ANSWERED_ALONE)).isZero();
  }

  /// The bus, or call control, may be gone the moment after it took the fact.
  @Test
  void aByeThatCallControlDoesNotAnswerInTimeIsAnsweredByTheEdge() {
    story.receive(inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 2), ALICE);
    story.advance(AlwaysTaken.ALONE_MILLIS);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying", "SIP/2.0 200 OK");

    RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();
    story.advance(50_000);
    story.order(answer(fact.transaction(), CALL, "BYE", 200, 2));

    assertThat(story.takeSent()).isEmpty();
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aCancelGetsIts200AtOnceAndItsInviteA487InTime() {
    ServerTransaction invite = offered();
    story.busGoesAway();
    story.receive(CANCEL, ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
    story.advance(AlwaysTaken.ALONE_MILLIS);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 487 Request Terminated");
    story.receive(
        request("ACK", "sip:bob@example.com", "z9hG4bK-a", CALLER_TOKEN, "Call-1", 1, ""), ALICE);

    story.advance(120_000);
    story.busIsBack();
    story.advance(1_000);
    assertThat(story.takeFromBus())
        .singleElement()
        .isInstanceOfSatisfying(CancelReceived.class, it -> assertThat(it.unanswered()).isNull());
    story.advance(30_000);
    story.takeSent();
    story.order(answer(invite, call(), "INVITE", 487, 1));
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFromBus()).isEmpty();
  }

  /// Over TCP the 200 ends the CANCEL's transaction, and the same CANCEL is new.
  @Test
  void aCancelThatIsRepeatedOverTcpIsKeptOnceAndPutsNothingOff() {
    story.receive(invite("z9hG4bK-a"), ALICE_TCP);
    story.busGoesAway();
    story.takeFacts();
    story.takeSent();
    for (int i = 0; i < 4; i++) {
      story.receive(CANCEL, ALICE_TCP);
      story.advance(AlwaysTaken.ALONE_MILLIS / 4);
    }

    assertThat(story.takeFacts()).singleElement().isInstanceOf(CancelReceived.class);
    assertThat(story.takeSent())
        .containsExactly(
            "SIP/2.0 200 OK",
            "SIP/2.0 200 OK",
            "SIP/2.0 200 OK",
            "SIP/2.0 200 OK",
            "SIP/2.0 487 Request Terminated");
  }

  /// What call control comes to find may be that it was accepted: then the dialog would die.
  @Test
  void aCancelledReInviteIsLeftToCallControlForAsLongAsThePeerWaits() {
    story.receive(inDialog("INVITE", "z9hG4bK-re", CALLER_TOKEN, 2), ALICE);
    RequestReceived fact = (RequestReceived) story.takeFromBus().getFirst();
    story.busGoesAway();
    story.receive(inDialog("CANCEL", "z9hG4bK-re", CALLER_TOKEN, 2), ALICE);
    story.advance(20_000);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying", "SIP/2.0 200 OK");
    story.busIsBack();
    story.advance(1_000);
    story.order(answer(fact.transaction(), CALL, "INVITE", 200, 2));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");

    story.receive(inDialog("INVITE", "z9hG4bK-more", CALLER_TOKEN, 3), ALICE);
    story.busGoesAway();
    story.receive(inDialog("CANCEL", "z9hG4bK-more", CALLER_TOKEN, 3), ALICE);
    story.advance(AlwaysTaken.LAST_MILLIS);
    assertThat(story.takeSent()).endsWith("SIP/2.0 487 Request Terminated");
    story.advance(60_000);
    story.busIsBack();
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aSuccessForAnInviteThatTheEdgeEndedIsReportedAsUnacknowledged() {
    ServerTransaction invite = offered();
    story.busGoesAway();
    story.receive(CANCEL, ALICE);
    story.advance(120_000);
    story.takeSent();
    story.busIsBack();
    story.advance(1_000);
    story.takeFromBus();

    story.order(answer(invite, call(), "INVITE", 200, 1));

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFromBus())
        .containsExactly(new AckMissing(LegId.CALLER, invite.key(), Story.EDGE));
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aCancelWhoseFactIsOnTheBusLeavesItsInviteToCallControl() {
    ServerTransaction invite = offered();
    story.receive(CANCEL, ALICE);
    story.takeSent();
    story.advance(20_000);
    assertThat(story.takeSent()).isEmpty();

    story.order(answer(invite, call(), "INVITE", 487, 1));

    assertThat(story.takeSent()).containsExactly("SIP/2.0 487 Reason");
    story.advance(2_000_000);
    assertThat(story.count(Counter.ANSWERED_ALONE)).isZero();
  }

  @Test
  void aCancelledInviteThatCallControlDoesNotAnswerIsEndedBeforeThePeerGivesUp() {
    offered();
    story.receive(CANCEL, ALICE);
    story.takeSent();
    story.advance(AlwaysTaken.LAST_MILLIS - 1);
    assertThat(story.takeSent()).isEmpty();

    story.advance(1);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 487 Request Terminated");
    story.advance(2_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aRequestInsideADialogIsAnsweredSoThatTheDialogLives() {
    story.busGoesAway();
    int cseq = 2;
    // The first is the one that finds out.
    for (String method : new String[] {"INFO", "UPDATE", "INVITE"}) {
      story.takeSent();
      story.receive(inDialog(method, "z9hG4bK-" + method, CALLER_TOKEN, cseq++), ALICE);

      assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 500 Server Internal Error");
      assertThat(story.lastSent().header("Retry-After")).isEqualTo("5");
    }
    story.busIsBack();
    story.advance(10_000);
    assertThat(story.takeFromBus()).isEmpty();
    story.takeSent();
    story.receive(inDialog("INVITE", "z9hG4bK-again", CALLER_TOKEN, cseq), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying");
    assertThat(story.takeFromBus()).hasSize(1);
  }

  @Test
  void aSlowPartitionTroublesOnlyWhatCanBeTriedAgainAndOnlyThere() {
    ServerTransaction ringing = offered();
    CallId slow = call();
    story.partitionGoesSilent(slow);
    story.receive(CANCEL, ALICE);
    story.advance(Facts.SLOW_MILLIS + 1);
    story.takeSent();
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      story.receive(invite("z9hG4bK-new" + i).replace("Call-1", "Other-" + i), ALICE);
      boolean troubled =
          story.partitionOf(story.facts.getLast().call()) == story.partitionOf(slow)
              || story.lastSent().startLine().contains("503");
      assertThat(story.lastSent().startLine())
          .isEqualTo(troubled ? "SIP/2.0 503 Service Unavailable" : "SIP/2.0 100 Trying");
      refused += troubled ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 19);
    assertThat(ringing.key()).isNotEmpty();

    story.takeSent();
    String token = new SessionToken(slow.value(), 1).mint(Story.SECRET);
    story.receive(inDialog("BYE", "z9hG4bK-bye", token, 2), ALICE);
    story.receive(inDialog("INFO", "z9hG4bK-info", token, 3), ALICE);
    story.receive(inDialog("ACK", "z9hG4bK-ack", token, 1), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 500 Server Internal Error");
    story.takeFromBus();
    story.busIsBack();
    assertThat(story.takeFromBus())
        .extracting(Object::getClass)
        .containsExactly(CancelReceived.class, RequestReceived.class, AckReceived.class);
  }

  @Test
  void withoutRoomWhatHasToBeKeptIsPassedOverUntilThereIsRoom() {
    ServerTransaction invite = offered();
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", branch("1"))));
    story.order(answer(invite, call(), "INVITE", 200, 1));
    String token = new SessionToken(call().value(), 1).mint(Story.SECRET);
    String[] messages = {
      inDialog("ACK", "z9hG4bK-ack", token, 1),
      inDialog("BYE", "z9hG4bK-bye", token, 2),
      request("CANCEL", "sip:bob@example.com", "z9hG4bK-x", "", "Call-7", 1, ""),
    };
    story.takeSent();
    story.keeperIsFull(true);
    for (String message : messages) {
      story.receive(message, ALICE);
    }
    story.receive(response(486, branch("1"), "INVITE", "b", ""), BOB);
    story.receive(response(200, branch("9"), "INVITE", "b", ""), BOB);
    assertThat(story.takeSent()).as("nothing is answered, nothing acknowledged").isEmpty();
    story.advance(500);
    assertThat(story.takeSent())
        .contains("SIP/2.0 200 Reason", "INVITE sip:bob@192.0.2.99 SIP/2.0");
    story.receive(invite("z9hG4bK-new").replace("Call-1", "Call-2"), ALICE);
    assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 503 Service Unavailable");
    assertThat(story.takeFromBus()).isEmpty();

    story.keeperIsFull(false);
    for (String message : messages) {
      story.receive(message, ALICE);
    }
    story.receive(response(486, branch("1"), "INVITE", "b", ""), BOB);
    story.receive(response(200, branch("9"), "INVITE", "b", ""), BOB);

    assertThat(story.takeFromBus())
        .extracting(Object::getClass)
        .containsExactly(
            AckReceived.class,
            RequestReceived.class,
            CancelReceived.class,
            ResponseReceived.class,
            ResponseReceived.class);
  }

  /// The room was taken by another loop in between, or the bus will never take the record.
  @Test
  void whatIsLostAllTheSameIsNewWhenItComesAgain() {
    story.busGoesSilent();
    String ack = inDialog("ACK", "z9hG4bK-ack", CALLER_TOKEN, 1);
    String bye = inDialog("BYE", "z9hG4bK-bye", CALLER_TOKEN, 2);
    String stray = response(200, branch("9"), "INVITE", "b", "");
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", branch("1"))));
    String answer = response(200, branch("1"), "INVITE", "b", "");
    for (int i = 0; i < 2; i++) {
      story.receive(ack, ALICE);
      story.receive(bye, ALICE);
      story.receive(stray, BOB);
      story.receive(answer, BOB);
      story.loseEverythingKept();
    }
    assertThat(story.takeFacts()).hasSize(8);

    story.receive(invite("z9hG4bK-a"), ALICE);
    story.answerAll(true);
    story.receive(CANCEL, ALICE);
    story.takeSent();
    story.loseEverythingKept();
    assertThat(story.takeSent()).containsExactly("SIP/2.0 487 Request Terminated");
  }

  @Test
  void aCommandThatCameTooLateIsToldOnceTheBusIsBack() {
    story.busGoesAway();
    story.order("late", -1, new SendRequest(CALL, LEG, pattern("INFO", branch("1"))));
    story.advance(30_000);
    story.busIsBack();
    story.advance(1_000);

    assertThat(story.takeFromBus())
        .singleElement()
        .isInstanceOfSatisfying(
            RequestFailed.class,
            it -> assertThat(it.reason()).isEqualTo(RequestFailed.Reason.LATE));
  }
}
