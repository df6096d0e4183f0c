package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.A_TAG;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.SessionTimed;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sessions that are refreshed, or end (RFC 4028): each leg has a timer of its own.
///
/// Holds `SessionTimers`, `SessionTimer`, `SessionEvolution`, `SessionInterval` and `Dialect`.
class SessionTimerTest {
  private static final CallTimer OF_A = new CallTimer.Session(A);
  private static final CallTimer OF_B = new CallTimer.Session(B);
  private static final String KNOWS = "Supported: timer\r\nAllow: INVITE, ACK, BYE, UPDATE\r\n";

  /// A call whose rules ask for a refresh every half hour.
  private static Story asking() {
    Story story = Story.relayed();
    RoutingTable table = story.routing;
    story.routing = new RoutingTable(table.version(), table.rules(), 30, 36_000, 20, 1_800);
    return story;
  }

  private static Story rings(Story story, String caller) {
    return story.invites(Sdp.A, caller).mediaApplied().bAnswers(180, B_TAG, "");
  }

  private static Story talks(Story story, String caller, String called) {
    return rings(story, caller).bAnswers(200, B_TAG, called, Sdp.B).mediaApplied().aAcks("");
  }

  /// The caller asks for a refresh every half hour.
  private static Story callerAsks(String more) {
    return talks(Story.relayed(), KNOWS + "Session-Expires: 1800" + more + "\r\n", "");
  }

  /// The called party is to be refreshed by us.
  private static Story weRefreshB() {
    return talks(asking(), "", KNOWS + "Session-Expires: 1800;refresher=uac\r\n");
  }

  /// The same, by INVITE.
  private static Story weInviteB() {
    return talks(asking(), "", "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n");
  }

  private static String answerTo(Story story, LegId leg) {
    return story.orders.reversed().stream()
        .filter(SendResponse.class::isInstance)
        .map(SendResponse.class::cast)
        .filter(answer -> answer.leg().equals(leg) && answer.status() == 200)
        .findFirst()
        .orElseThrow()
        .headers()
        .toString();
  }

  private static String sent(Story story, String method, LegId leg) {
    return story.request(method, leg).request().headers().toString();
  }

  private static Duration until(Story story, CallTimer timer) {
    return Duration.between(story.now, story.armed(timer).due());
  }

  private static Outcome outcome(Story story) {
    return story.event(CallEnding.class).outcome();
  }

  // --- what is agreed on

  @Test
  void whereNobodyAsksNothingIsTimedAndAllHearThatWeCould() {
    Story story = Story.talking();
    assertThat(story.toldInAll()).doesNotContain("SessionTimed", "SessionUntimed");
    assertThat(sent(story, "INVITE", B))
        .contains("Supported: timer, 100rel, replaces\r\n")
        .doesNotContain("Session-Expires", "Min-SE");
    assertThat(answerTo(story, A))
        .contains("Supported: timer, replaces\r\n")
        .doesNotContain("Session-Exp");
    assertThat(story.timers()).containsOnlyKeys("max-duration");
  }

  @Test
  void aCallerThatAsksRefreshesItself() {
    Story story = callerAsks("");
    assertThat(answerTo(story, A))
        .contains("Session-Expires: 1800;refresher=uac\r\n", "Require: timer\r\n");
    // What it asks for is between it and us.
    assertThat(sent(story, "INVITE", B)).doesNotContain("Session-Expires");
    SessionTimed timed = story.event(SessionTimed.class);
    assertThat(timed.leg()).isEqualTo(A);
    assertThat(timed.refreshedByUs()).isFalse();
    assertThat(story.timers()).containsOnlyKeys("max-duration", "session-1");
  }

  @Test
  void aCallerThatLeavesItToUsIsRefreshedAtHalfOfTheTime() {
    Story story = callerAsks(";refresher=uas");
    assertThat(answerTo(story, A)).contains("Session-Expires: 1800;refresher=uas\r\n");
    story.fires(OF_A);
    assertThat(story.told()).containsExactly("RefreshSent");
    assertThat(story.ordered()).containsExactly("1:UPDATE");
    assertThat(sent(story, "UPDATE", A))
        .contains("CSeq: 1 UPDATE", "Session-Expires: 1800;refresher=uac\r\n", "Supported: timer");
    assertThat(story.request("UPDATE", A).request().body().length()).isZero();
    assertThat(story.request("UPDATE", A).request().contactUser()).isEqualTo(Story.token(A));
    story.responds(
        A, story.request("UPDATE", A), 200, A_TAG, "Session-Expires: 1800;refresher=uac\r\n", "");
    assertThat(story.told()).containsExactly("RefreshAnswered", "SessionTimed");
    assertThat(until(story, OF_A)).isEqualTo(Duration.ofMinutes(15));
    // RFC 3311 section 5.1: its answer says where the next one goes.
    assertThat(story.fires(OF_A).request("UPDATE", A).request().uri()).contains("1" + A_TAG + "@");
  }

  @Test
  void aProxyAsksForACallerThatKnowsNoTimers() {
    Story story = talks(Story.relayed(), "Session-Expires: 600\r\n", "");
    assertThat(answerTo(story, A))
        .contains("Session-Expires: 600;refresher=uas\r\n")
        .doesNotContain("Require");
    assertThat(story.fires(OF_A).ordered()).containsExactly("1:INVITE");
  }

  @Test
  void aCallerThatAsksForTooLittleIsToldWhatWeDo() {
    Story story = Story.relayed().invites(Sdp.A, KNOWS + "Session-Expires: 89\r\n");
    assertThat(story.ordered()).containsExactly("1:422 INVITE");
    assertThat(story.answer().headers().toString()).contains("Min-SE: 90\r\n");
    assertThat(callerAsks("").aRequests("UPDATE", KNOWS + "x: 60\r\n", "").ordered())
        .containsExactly("1:422 UPDATE");
    // RFC 4028 section 9: who knows no timers cannot be told.
    Story proxy = talks(Story.relayed(), "Session-Expires: 60\r\n", "");
    assertThat(answerTo(proxy, A)).contains("Session-Expires: 90;refresher=uas");
  }

  @Test
  void theRuleAsksBothSides() {
    Story story = talks(asking(), KNOWS, KNOWS + "Session-Expires: 1200;refresher=uas\r\n");
    assertThat(sent(story, "INVITE", B)).contains("Session-Expires: 1800\r\n");
    assertThat(answerTo(story, A))
        .contains("Session-Expires: 1800;refresher=uac", "Require: timer");
    assertThat(story.timers()).containsKeys("session-1", "session-2");
    assertThat(story.event(SessionTimed.class).leg()).isEqualTo(A);
    // RFC 4028 section 10: 32 s before it is over, or a third of it.
    assertThat(until(story, OF_B)).isBetween(Duration.ofSeconds(1_167), Duration.ofSeconds(1_168));
  }

  @Test
  void theRuleMakesItNoLongerThanItWants() {
    assertThat(answerTo(talks(asking(), KNOWS + "Session-Expires: 7200\r\n", ""), A))
        .contains("Session-Expires: 1800;");
    assertThat(
            answerTo(talks(asking(), KNOWS + "Session-Expires: 7200\r\nMin-SE: 3600\r\n", ""), A))
        .contains("Session-Expires: 3600;");
    assertThat(answerTo(talks(asking(), KNOWS + "Session-Expires: 600\r\n", ""), A))
        .contains("Session-Expires: 600;");
  }

  @Test
  void whereTheRuleAsksThoseThatKnowNoTimersAreRefreshedByInvite() {
    Story story = talks(asking(), "", "");
    assertThat(answerTo(story, A))
        .contains("Session-Expires: 1800;refresher=uas\r\n")
        .doesNotContain("Require");
    String before = story.request("INVITE", B).request().body().toString();
    story.fires(OF_B);
    assertThat(story.told()).containsExactly("LegReoffered");
    assertThat(story.ordered()).containsExactly("2:INVITE");
    // RFC 4028 section 7.4: the same description, version and all.
    assertThat(story.request("INVITE", B).request().body().toString()).isEqualTo(before);
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.told()).containsExactly("ReofferAccepted", "SessionTimed");
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(until(story, OF_B)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void aRefreshByInviteDoesNotCountAsAnotherDescription() {
    Story story = weInviteB().fires(OF_B).bResponds("INVITE", 200, Sdp.B);
    story.aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.request("INVITE", B).request().body().toString()).contains(" 2 IN IP4 ");
  }

  @Test
  void anExtensionThatWeKnowMayBeRequired() {
    Story story = talks(Story.relayed(), "Require: timer\r\nSession-Expires: 1800\r\n", "");
    assertThat(answerTo(story, A)).contains("Session-Expires: 1800;refresher=uac");
    assertThat(story.aRequests("INFO", "Require: timer\r\n", "").ordered())
        .containsExactly("2:INFO");
    assertThat(story.aRequests("INFO", "Require: timer, fancy\r\n", "").ordered())
        .containsExactly("1:420 INFO");
  }

  @Test
  void aCallThatWeAnswerOurselvesIsTimedToo() {
    Story story = new Story(new Action.Echo()).invites(Sdp.A, KNOWS + "Session-Expires: 1800\r\n");
    story.mediaApplied().aAcks("");
    assertThat(answerTo(story, A)).contains("Session-Expires: 1800;refresher=uac");
    story.aRequests("UPDATE", KNOWS + "Session-Expires: 900;refresher=uac\r\n", "");
    assertThat(story.told()).containsExactly("RequestAnswered", "SessionTimed");
    assertThat(story.answer().headers().toString()).contains("Session-Expires: 900;refresher=uac");
    story.aRequests("INVITE", KNOWS + "Session-Expires: 1000;refresher=uac\r\n", Sdp.A);
    assertThat(story.told()).contains("RequestAnswered", "SessionTimed");
    assertThat(story.answer().headers().toString()).contains("Session-Expires: 1000;refresher=uac");
    story.fires(OF_A);
    assertThat(outcome(story).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
  }

  @Test
  void aPartyThatWeRingForSomebodyIsAskedToo() {
    Story story = asking().step(OriginateTest.call("sip:ann@192.0.2.1:5061", "bob")).mediaApplied();
    assertThat(sent(story, "INVITE", A)).contains("Session-Expires: 1800\r\n");
    story.responds(A, story.request("INVITE", A), 422, A_TAG, "Min-SE: 3600\r\n", "");
    assertThat(story.told()).containsExactly("InviteRepeated");
    story.responds(
        A,
        story.request("INVITE", A),
        200,
        A_TAG,
        "Session-Expires: 3600;refresher=uas\r\n",
        Sdp.A);
    assertThat(story.told()).startsWith("LegPickedUp", "SessionTimed");
    assertThat(story.ordered()).startsWith("1:ACK");
    assertThat(story.ack().request().headers().toString()).contains("CSeq: 2 ACK");
  }

  // --- what refreshes

  @Test
  void anUpdateOfItsOwnRefreshesALegAndEndsHere() {
    Story story = callerAsks("");
    story.now = story.now.plusSeconds(800);
    story.aRequests("UPDATE", KNOWS + "Session-Expires: 1800;refresher=uac\r\n", "");
    assertThat(story.told()).containsExactly("RequestAnswered", "SessionTimed");
    assertThat(story.ordered()).containsExactly("1:200 UPDATE");
    assertThat(story.answer().headers().toString())
        .contains("Session-Expires: 1800;refresher=uac", "Require: timer");
    assertThat(until(story, OF_A)).isEqualTo(Duration.ofSeconds(1_768));
  }

  @Test
  void anUpdateThatSaysNothingOfATimerIsForTheOtherSide() {
    Story story = callerAsks("").aRequests("UPDATE", KNOWS, "");
    assertThat(story.ordered()).containsExactly("2:UPDATE");
    story.bResponds("UPDATE", 200, "");
    assertThat(story.told()).containsExactly("ResponsePassed", "SessionTimed");
    assertThat(answerTo(story, A)).contains("Session-Expires: 1800;refresher=uac");
  }

  @Test
  void anInviteThatCrossesRefreshesBothLegs() {
    Story story =
        talks(
            asking(),
            KNOWS + "Session-Expires: 1800\r\n",
            KNOWS + "Session-Expires: 1800;refresher=uas\r\n");
    story.now = story.now.plusSeconds(800);
    story.aRequests("INVITE", KNOWS + "Session-Expires: 1700;refresher=uac\r\n", Sdp.A_HOLDS);
    // Where the other one refreshes, our request says so.
    assertThat(sent(story, "INVITE", B)).contains("Session-Expires: 1800;refresher=uas\r\n");
    story.bAnswers(200, B_TAG, KNOWS + "Session-Expires: 1600;refresher=uas\r\n", Sdp.B_HELD);
    assertThat(story.told()).startsWith("ResponsePassed", "SessionTimed", "SessionTimed");
    assertThat(answerTo(story, A)).contains("Session-Expires: 1700;refresher=uac");
    assertThat(until(story, OF_A)).isEqualTo(Duration.ofSeconds(1_668));
    assertThat(until(story, OF_B)).isEqualTo(Duration.ofSeconds(1_568));
  }

  @Test
  void aRefusedOfferRefreshesNothing() {
    Story story = callerAsks("");
    Instant due = story.armed(OF_A).due();
    story.aRequests("INVITE", KNOWS + "Session-Expires: 1800\r\n", Sdp.A_HOLDS);
    story.bResponds("INVITE", 488, "");
    assertThat(story.armed(OF_A).due()).isEqualTo(due);
    assertThat(story.answer().headers().toString()).doesNotContain("Session-Expires");
  }

  @Test
  void aTimerThatIsNotAskedForAgainIsOff() {
    Story story = callerAsks("").aRequests("INVITE", "", Sdp.A).bResponds("INVITE", 200, Sdp.B);
    assertThat(story.told()).contains("SessionUntimed");
    assertThat(story.timers()).doesNotContainKey("session-1");
    // Who knows timers and does not speak of this one keeps it.
    Story kept = callerAsks("").aRequests("INVITE", KNOWS, Sdp.A).bResponds("INVITE", 200, Sdp.B);
    assertThat(answerTo(kept, A)).contains("Session-Expires: 1800;refresher=uac");
    Story called = talks(Story.relayed(), "", KNOWS + "Session-Expires: 1800;refresher=uas\r\n");
    assertThat(called.timers()).containsKey("session-2");
    called.aRequests("INVITE", "", Sdp.A).bResponds("INVITE", 200, Sdp.B);
    assertThat(called.timers()).doesNotContainKey("session-2");
  }

  @Test
  void anOfferOfOurOwnRefreshesToo() {
    Story story = weRefreshB();
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA).mediaApplied();
    assertThat(sent(story, "INVITE", B)).contains("Session-Expires: 1800;refresher=uac\r\n");
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.told()).startsWith("ReofferAccepted", "SessionTimed");
    assertThat(until(story, OF_B)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void aRefreshWaitsForAnOfferThatIsUnderWay() {
    Story story = weInviteB().aRequests("INVITE", "", Sdp.A_HOLDS).fires(OF_B);
    assertThat(story.told()).containsExactly("RefreshDeferred");
    assertThat(story.ordered()).isEmpty();
    // A quarter of the 868 s that are left.
    assertThat(until(story, OF_B)).isBetween(Duration.ofSeconds(216), Duration.ofSeconds(217));
    // An UPDATE without an offer meets nothing.
    assertThat(weRefreshB().aRequests("INVITE", "", Sdp.A_HOLDS).fires(OF_B).ordered())
        .containsExactly("2:UPDATE");
  }

  @Test
  void anOfferOfThePeersMeetsARefreshByInviteAsItWouldAnyOther() {
    assertThat(weInviteB().fires(OF_B).bRequests("INVITE", "", Sdp.B).ordered())
        .containsExactly("2:491 INVITE");
    assertThat(weRefreshB().fires(OF_B).bRequests("INVITE", "", Sdp.B).ordered())
        .containsExactly("1:INVITE");
  }

  @Test
  void anEdgeThatTakesOverSendsTheRefreshAgain() {
    Story story = weRefreshB();
    story.join(Story.SIBLING);
    String branch = story.fires(OF_B).request("UPDATE", B).request().branch();
    story.loses(Story.EDGE);
    assertThat(story.ordered()).contains("2:UPDATE");
    assertThat(story.request("UPDATE", B).request().branch()).isEqualTo(branch);
    Story back = weRefreshB().fires(OF_B).restarts(Story.EDGE);
    assertThat(back.ordered()).contains("2:UPDATE");
  }

  @Test
  void aPeerThatWeRefreshNoMoreWithoutARuleIsLeftAlone() {
    Story story = callerAsks(";refresher=uas").fires(OF_A);
    story.responds(A, story.request("UPDATE", A), 200, A_TAG, "", "");
    assertThat(story.told()).containsExactly("RefreshAnswered", "SessionUntimed");
    assertThat(story.timers()).containsOnlyKeys("max-duration");
  }

  // --- what does not

  @Test
  void aSessionThatNobodyRefreshesEnds() {
    Story story = callerAsks("").fires(OF_A);
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    assertThat(sent(story, "BYE", A))
        .contains("Reason: Q.850;cause=102;text=\"leg 1 did not refresh");
    assertThat(sent(story, "BYE", B)).contains("Reason: Q.850;cause=102;");
    assertThat(outcome(story).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
    assertThat(outcome(story).by()).isEqualTo(A);
    story.aResponds("BYE", 481, "").bResponds("BYE", 200, "");
    assertThat(story.told()).contains("CallEnded");
  }

  @Test
  void aRefreshThatIsAnsweredByNobodyEndsTheCall() {
    for (int status : new int[] {408, 481}) {
      Story story = weRefreshB().fires(OF_B).bResponds("UPDATE", status, "");
      assertThat(outcome(story).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
      assertThat(sent(story, "BYE", A)).contains("Reason: Q.850;cause=102;");
    }
    Story silent = weRefreshB().fires(OF_B).bFails("UPDATE", Reason.TIMEOUT);
    assertThat(outcome(silent).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
    Story invited = weInviteB().fires(OF_B).bFails("INVITE", Reason.TIMEOUT);
    assertThat(outcome(invited).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
    Story unheard = weRefreshB().fires(OF_B).fires(OF_B);
    assertThat(outcome(unheard).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
  }

  @Test
  void aRefusedRefreshIsTriedAgainUntilTheSessionIsOver() {
    Story story = weInviteB().fires(OF_B).bResponds("INVITE", 500, "");
    assertThat(story.told()).containsExactly("RefreshDeferred");
    assertThat(story.state).extracting("outcome").isNull();
    // Half of the 868 s that are left.
    assertThat(until(story, OF_B)).isBetween(Duration.ofSeconds(433), Duration.ofSeconds(434));
    int tries = 1;
    while (story.fires(OF_B).told().equals(List.of("LegReoffered"))) {
      story.bResponds("INVITE", 500, "");
      tries++;
    }
    assertThat(tries).isBetween(5, 12);
    assertThat(outcome(story).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
    assertThat(outcome(story).text()).contains("leg 2 agreed to no refresh");
    Story mended = weInviteB().fires(OF_B).bResponds("INVITE", 500, "").fires(OF_B);
    mended.bResponds("INVITE", 200, Sdp.B);
    assertThat(until(mended, OF_B)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void anUpdateThatIsNotTakenIsAnInviteNextTime() {
    Story story = weRefreshB().fires(OF_B).bResponds("UPDATE", 405, "");
    assertThat(story.told()).containsExactly("RefreshDeferred");
    assertThat(until(story, OF_B)).isEqualTo(Duration.ofSeconds(5));
    assertThat(story.fires(OF_B).ordered()).containsExactly("2:INVITE");
  }

  @Test
  void refreshesThatMeetAreHeldApart() {
    Story story = weInviteB().fires(OF_B).bResponds("INVITE", 491, "");
    assertThat(story.told()).containsExactly("RefreshDeferred");
    // RFC 3261 section 14.1: we made the Call-ID.
    assertThat(until(story, OF_B)).isBetween(Duration.ofMillis(2_100), Duration.ofMillis(4_000));
    assertThat(story.fires(OF_B).ordered()).containsExactly("2:INVITE");
    Story update = weRefreshB().fires(OF_B).bResponds("UPDATE", 491, "").fires(OF_B);
    assertThat(update.ordered()).containsExactly("2:UPDATE");
  }

  @Test
  void aRefreshThatIsTooBriefIsMadeLonger() {
    Story story = weRefreshB().fires(OF_B).bAnswers(180, B_TAG, "");
    story.responds(B, story.request("UPDATE", B), 422, B_TAG, "Min-SE: 2400\r\n", "");
    assertThat(story.told()).containsExactly("RefreshDeferred");
    story.fires(OF_B);
    assertThat(sent(story, "UPDATE", B))
        .contains("Session-Expires: 2400;refresher=uac\r\n", "Min-SE: 2400\r\n");
    // Once: a peer that says so again is tried later.
    story.responds(B, story.request("UPDATE", B), 422, B_TAG, "Min-SE: 2400\r\n", "");
    assertThat(until(story, OF_B)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    story.fires(OF_B);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    story.responds(B, story.request("INVITE", B), 422, B_TAG, "Min-SE: 3000\r\n", "");
    assertThat(until(story, OF_B)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
  }

  // --- a called party that wants to be asked less often

  @Test
  void a422IsAskedForMoreOnce() {
    Story story = asking().invites(Sdp.A).mediaApplied();
    String first = sent(story, "INVITE", B);
    story.bAnswers(422, B_TAG, "Min-SE: 3600\r\n", "");
    assertThat(story.told()).containsExactly("InviteRepeated");
    assertThat(story.ordered()).containsExactly("2:INVITE");
    String second = sent(story, "INVITE", B);
    assertThat(second)
        .contains("CSeq: 2 INVITE", "Session-Expires: 3600\r\n", "Min-SE: 3600\r\n")
        .contains("Call-ID: " + Story.token(B))
        .doesNotContain("Session-Expires: 1800");
    assertThat(first).contains("Call-ID: " + Story.token(B), "CSeq: 1 INVITE");
    assertThat(story.request("INVITE", B).request().branch()).endsWith(".2");
    story.bAnswers(180, B_TAG, "");
    assertThat(story.ordered()).containsExactly("1:180 INVITE");
    story.bAnswers(200, B_TAG, "", Sdp.B);
    assertThat(story.ack().request().headers().toString()).contains("CSeq: 2 ACK");
    // It keeps what it wants, though it knows no timers.
    assertThat(story.mediaApplied().aAcks("").fires(OF_B).ordered()).containsExactly("2:INVITE");
    assertThat(sent(story, "INVITE", B)).contains("CSeq: 3 INVITE", "Session-Expires: 3600;");
  }

  @Test
  void a422AgainIsAFailure() {
    Story story = asking().invites(Sdp.A).mediaApplied();
    story.bAnswers(422, B_TAG, "Min-SE: 3600\r\n", "").bAnswers(422, B_TAG, "Min-SE: 7200\r\n", "");
    assertThat(story.told()).startsWith("LegFailed");
    assertThat(story.ordered()).contains("1:500 INVITE");
    // Nothing was asked for: it is no matter of what we can mend.
    Story plain = Story.relayed().invites(Sdp.A).mediaApplied();
    assertThat(plain.bAnswers(422, B_TAG, "Min-SE: 3600\r\n", "").told()).startsWith("LegFailed");
  }

  @Test
  void whatIsLeftOfTheFirstInviteIsNotTakenForTheSecond() {
    Story story = asking().invites(Sdp.A).mediaApplied();
    SendRequest first = story.request("INVITE", B);
    story.bAnswers(422, B_TAG, "Min-SE: 3600\r\n", "");
    story.strays = true;
    story.responds(B, first, 422, B_TAG, "Min-SE: 3600\r\n", "");
    // It came to an edge without the transaction: acknowledged under its own number.
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(story.commands.getFirst().command().toString()).contains("CSeq: 1 ACK");
    story.strays = false;
    story.aCancels(false);
    assertThat(story.ordered()).contains("2:CANCEL");
    assertThat(story.last(SendCancel.class).request().headers().toString())
        .contains("CSeq: 2 CANCEL");
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(sent(story, "BYE", B)).contains("CSeq: 3 BYE");
  }

  @Test
  void theRepeatedInviteIsSentAgainByAnotherEdge() {
    Story story = asking().invites(Sdp.A).mediaApplied();
    story.join(Story.SIBLING);
    story.bAnswers(422, B_TAG, "Min-SE: 3600\r\n", "").loses(Story.EDGE);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(sent(story, "INVITE", B)).contains("CSeq: 2 INVITE", "Min-SE: 3600");
  }

  /// A peer that answers every refresh with 491 is asked less and less often.
  @Test
  void whoMeetsEveryRefreshIsAskedLessOften() {
    Story story = weRefreshB().fires(OF_B);
    int tries = 0;
    while (!story.toldInAll().contains("CallEnding") && tries < 1_000) {
      if (story.ordered().contains("2:UPDATE")) {
        tries++;
        story.bResponds("UPDATE", 491, "");
      }
      story.fires(OF_B);
    }
    assertThat(tries).isBetween(5, 25);
    assertThat(outcome(story).cause()).isEqualTo(EndCause.SESSION_EXPIRED);
  }

  /// RFC 4028 section 7.3, met by a request of the other party's: it has not said how often.
  @Test
  void a422ToWhatWasPassedIsLearntFrom() {
    Story story = weRefreshB().aRequests("INVITE", "", Sdp.A_HOLDS);
    story.responds(B, story.request("INVITE", B), 422, B_TAG, "Min-SE: 3600\r\n", "");
    assertThat(story.ordered()).containsExactly("1:500 INVITE");
    assertThat(story.answer().headers().toString())
        .contains("Retry-After: ")
        .doesNotContain("Min-SE");
    assertThat(story.told()).containsExactly("ResponsePassed", "RefreshDeferred");
    story.fires(OF_B);
    assertThat(sent(story, "UPDATE", B)).contains("Session-Expires: 3600;", "Min-SE: 3600\r\n");
  }

  @Test
  void aRefreshOfATimerThatWasTurnedOffMayFail() {
    Story story =
        talks(Story.relayed(), "", "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n");
    story.fires(OF_B);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    SendRequest refresh = story.request("INVITE", B);
    story.aRequests("UPDATE", "", "").bResponds("UPDATE", 200, "");
    assertThat(story.toldInAll()).contains("SessionUntimed");
    story.responds(B, refresh, 500, B_TAG, "", "");
    assertThat(story.told()).containsExactly("RefreshDeferred");
    assertThat(story.timers()).containsOnlyKeys("max-duration");
    assertThat(story.aRequests("INVITE", "", Sdp.A).ordered()).containsExactly("2:INVITE");
  }

  /// Without a media node between, descriptions need not be such as we could carry.
  @Test
  void aRefreshSaysWhatWasAgreedOnLast() {
    String secure = Sdp.A.replace("RTP/AVP", "UDP/TLS/RTP/SAVPF");
    String held = Sdp.B.replace("RTP/AVP", "UDP/TLS/RTP/SAVPF");
    Story story = Story.bypassed();
    RoutingTable table = story.routing;
    story.routing = new RoutingTable(table.version(), table.rules(), 30, 36_000, 20, 1_800);
    story
        .invites(secure)
        .bAnswers(200, B_TAG, "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n", held)
        .aAcks("");
    String anew = secure.replace("s=-", "s=anew");
    assertThat(anew).isNotEqualTo(secure);
    story.aRequests("INVITE", "", anew).bResponds("INVITE", 200, held).aAcks("");
    story.fires(OF_B);
    assertThat(story.request("INVITE", B).request().body().toString()).isEqualTo(anew);
    // An UPDATE with such an offer excludes others.
    Story other = Story.bypassed().invites(secure).bAnswers(200, B_TAG, held).aAcks("");
    other.aRequests("UPDATE", "", anew);
    assertThat(other.bRequests("UPDATE", "", held).ordered()).containsExactly("2:491 UPDATE");
  }
}
