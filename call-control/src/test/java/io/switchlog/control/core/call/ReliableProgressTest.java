package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Progress that is acknowledged (RFC 3262): that of called parties by us, ours by callers.
///
/// Holds `ReliableProgress`.
class ReliableProgressTest {
  private static final String KNOWS = "Supported: 100rel\r\n";
  private static final String INSISTS = "Require: 100rel\r\n";

  private static Story rings(String caller) {
    return Story.relayed().invites(Sdp.A, caller).mediaApplied();
  }

  private static String reliable(int rseq) {
    return "Require: 100rel\r\nRSeq: " + rseq + "\r\n";
  }

  private static String sent(Story story, String method) {
    return story.request(method, B).request().headers().toString();
  }

  private static long rseq(Story story) {
    return Objects.requireNonNull(story.answer().rseq());
  }

  private static Story pracks(Story story, long rseq) {
    return story.aRequests("PRACK", "RAck: " + rseq + " 314159 INVITE\r\n", "");
  }

  // --- a called party's

  @Test
  void aCalledPartyMayAskForAPrackWhereWeMakeTheOffer() {
    assertThat(sent(rings(""), "INVITE"))
        .contains("Supported: timer, 100rel, replaces\r\n")
        .containsPattern("Allow: [^\r]*PRACK");
    // RFC 3262 section 5: an offer of its own would have to be answered in the PRACK.
    Story delayed = Story.relayed().invites("").mediaApplied();
    assertThat(sent(delayed, "INVITE")).contains("Supported: timer, replaces\r\n");
  }

  @Test
  void itsProgressGetsAPrackInItsDialog() {
    Story story = rings("").bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.told()).startsWith("ProgressAcknowledged", "LegRang");
    assertThat(story.ordered()).startsWith("2:PRACK", "1:183 INVITE");
    assertThat(sent(story, "PRACK"))
        .contains("RAck: 17 1 INVITE\r\n", "CSeq: 2 PRACK", ";tag=" + B_TAG)
        .contains("Route: <sip:p2.example.net;lr>\r\nRoute: <sip:p1.example.net;lr>");
    assertThat(story.request("PRACK", B).request().uri()).isEqualTo("sip:2b0bt4g@192.0.2.200:5071");
    // The caller did not ask for any of this.
    assertThat(story.answer().rseq()).isNull();
    assertThat(story.answer().headers().toString()).doesNotContain("RSeq", "Require");
    assertThat(story.bResponds("PRACK", 200, "").told()).isEmpty();
    story.bAnswers(180, B_TAG, reliable(18), "");
    assertThat(sent(story, "PRACK")).contains("RAck: 18 1 INVITE\r\n", "CSeq: 3 PRACK");
    story.bAnswers(200, B_TAG, "", Sdp.B).mediaApplied().aAcks("");
    assertThat(story.ack().request().headers().toString()).contains("CSeq: 1 ACK");
    // What comes after the answer counts on.
    story.aRequests("BYE", "", "");
    assertThat(sent(story, "BYE")).contains("CSeq: 4 BYE");
  }

  @Test
  void plainProgressGetsNone() {
    assertThat(rings("").bAnswers(183, B_TAG, "RSeq: 17\r\n", Sdp.B).ordered())
        .doesNotContain("2:PRACK");
    assertThat(rings("").bAnswers(183, B_TAG, "Require: 100rel\r\n", Sdp.B).ordered())
        .doesNotContain("2:PRACK");
  }

  @Test
  void whatComesOutOfOrderIsNotAcknowledged() {
    Story story = rings("").bAnswers(183, B_TAG, reliable(17), "");
    story.bAnswers(180, B_TAG, reliable(19), "");
    assertThat(story.told()).isEmpty();
    assertThat(story.ordered()).isEmpty();
    story.bAnswers(181, B_TAG, reliable(18), "").bAnswers(180, B_TAG, reliable(19), "");
    assertThat(sent(story, "PRACK")).contains("RAck: 19 1 INVITE", "CSeq: 4 PRACK");
    assertThat(story.bAnswers(183, B_TAG, reliable(16), "").told()).isEmpty();
  }

  @Test
  void whatComesAgainGetsItsPrackAgainAndIsNoNews() {
    Story story = rings("").bAnswers(183, B_TAG, reliable(17), "");
    String branch = story.request("PRACK", B).request().branch();
    story.edge = Story.SIBLING;
    story.bAnswers(183, B_TAG, reliable(17), "");
    assertThat(story.told()).containsExactly("ProgressAcknowledged");
    assertThat(story.commands.getFirst().target()).isEqualTo(Story.SIBLING);
    assertThat(story.request("PRACK", B).request().branch()).isEqualTo(branch);
  }

  @Test
  void eachForkHasNumbersOfItsOwn() {
    Story story = rings("").bAnswers(183, "one", reliable(17), "");
    story.bAnswers(183, "two", reliable(900), "");
    assertThat(sent(story, "PRACK")).contains("RAck: 900 1 INVITE", ";tag=two", "CSeq: 3 PRACK");
    story.bAnswers(180, "one", reliable(18), "");
    assertThat(sent(story, "PRACK")).contains("RAck: 18 1 INVITE", ";tag=one", "CSeq: 4 PRACK");
    // The one that answers too late is ended after all of its PRACKs.
    story.bAnswers(200, "one", Sdp.B).bAnswers(200, "two", Sdp.B);
    assertThat(story.told()).containsExactly("ExtraAnswerReleased");
    assertThat(sent(story, "BYE")).contains(";tag=two", "CSeq: 5 BYE");
  }

  @Test
  void oneThatAnswersAfterItsCancelIsEndedAfterItsPracks() {
    Story story = rings("").bAnswers(183, B_TAG, reliable(17), "").aCancels(false);
    assertThat(story.last(SendCancel.class).request().headers().toString())
        .contains("CSeq: 1 CANCEL");
    // An INVITE that was answered by nobody is no longer the PRACK that was.
    assertThat(story.bFails("PRACK", Reason.TIMEOUT).told()).isEmpty();
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).startsWith("2:ACK", "2:BYE");
    assertThat(sent(story, "BYE")).contains("CSeq: 3 BYE");
  }

  @Test
  void thereIsAnEndToPracks() {
    Story story = rings("");
    for (int fork = 0; fork < 40; fork++) {
      story.bAnswers(199, "fork" + fork, reliable(3), "");
    }
    assertThat(story.toldInAll().stream().filter("ProgressAcknowledged"::equals)).hasSize(32);
  }

  @Test
  void theEndOfAForkIsAcknowledgedAndToldToNobody() {
    Story story = rings("").bAnswers(199, "gone", reliable(3), "");
    assertThat(story.told()).containsExactly("ProgressAcknowledged");
    assertThat(story.ordered()).containsExactly("2:PRACK");
  }

  @Test
  void aPrackThatFailsEndsNothing() {
    Story story = rings("").bAnswers(183, B_TAG, reliable(17), "").bResponds("PRACK", 481, "");
    assertThat(story.told()).isEmpty();
    assertThat(story.bAnswers(200, B_TAG, Sdp.B).told()).contains("LegPickedUp");
  }

  // --- ours

  @Test
  void aCallerThatCanIsAskedToAcknowledgeADescription() {
    Story story = rings(KNOWS).bAnswers(180, B_TAG, "");
    assertThat(story.answer().rseq()).isNull();
    assertThat(story.answer().headers().toString()).doesNotContain("RSeq");
    story.bAnswers(183, B_TAG, Sdp.B);
    long first = rseq(story);
    assertThat(story.answer().headers().toString())
        .contains("Require: 100rel\r\nRSeq: " + first + "\r\n");
    pracks(story, first);
    assertThat(story.told()).containsExactly("RequestAnswered", "ProgressHeard");
    assertThat(story.ordered()).containsExactly("1:200 PRACK");
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).contains("1:200 INVITE");
  }

  @Test
  void aCallerThatInsistsAcknowledgesAll() {
    Story story = rings(INSISTS).bAnswers(180, B_TAG, "");
    long first = rseq(story);
    story.bAnswers(182, B_TAG, "");
    assertThat(rseq(story)).isEqualTo(first + 1);
    // The edge sends one after the other.
    assertThat(pracks(story, first).ordered()).containsExactly("1:200 PRACK");
    assertThat(pracks(story, first + 1).ordered()).containsExactly("1:200 PRACK");
  }

  @Test
  void aPrackThatMatchesNothingIs481() {
    Story story = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long first = rseq(story);
    assertThat(pracks(story, first + 1).ordered()).containsExactly("1:481 PRACK");
    story.aRequests("PRACK", "RAck: " + first + " 7 INVITE\r\n", "");
    assertThat(story.ordered()).containsExactly("1:481 PRACK");
    assertThat(story.aRequests("PRACK", "", "").ordered()).containsExactly("1:481 PRACK");
    assertThat(pracks(story, first).ordered()).containsExactly("1:200 PRACK");
    // RFC 3262 section 3: again under another number, it matches no more.
    assertThat(pracks(story, first).ordered()).containsExactly("1:481 PRACK");
  }

  /// RFC 3262 section 3: progress that the 2xx did not wait for may be acknowledged after the ACK.
  @Test
  void aPrackAfterTheAckIsTaken() {
    Story story = rings(INSISTS).bAnswers(180, B_TAG, "");
    long first = rseq(story);
    story.bAnswers(200, B_TAG, Sdp.B).mediaApplied().aAcks("");
    assertThat(pracks(story, first).ordered()).containsExactly("1:200 PRACK");
    // Whom we called has nothing of ours to acknowledge.
    assertThat(story.bRequests("PRACK", "RAck: 1 1 INVITE\r\n", "").ordered())
        .containsExactly("2:481 PRACK");
  }

  /// An edge that stood still tells of what another has taken over.
  @Test
  void whatAnEdgeOfBeforeMissesIsNoNews() {
    Story story = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long first = rseq(story);
    String transaction = story.answer().transaction().key();
    story.join(Story.SIBLING);
    story.loses(Story.EDGE);
    assertThat(story.step(new PrackMissing(A, transaction, first, Story.EDGE)).told()).isEmpty();
    story.step(new PrackMissing(A, transaction, first, Story.SIBLING));
    assertThat(story.ordered()).contains("1:504 INVITE");
    Story held = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long rseq = rseq(held);
    String invite = held.answer().transaction().key();
    held.bAnswers(200, B_TAG, Sdp.B);
    pracks(held, rseq);
    assertThat(held.step(new PrackMissing(A, invite, rseq, Story.EDGE)).told()).isEmpty();
  }

  /// RFC 3262 section 5: what was acknowledged is the answer for good, so it is asked for only
  /// where nobody else may answer with another one.
  @Test
  void whereSeveralRingNoDescriptionIsBoundTo() {
    Action.Ring both =
        new Action.Ring(
            List.of(
                new RingStage(
                    List.of(
                        RingTarget.plain("sip:ann@192.0.2.201"),
                        RingTarget.plain("sip:bob@192.0.2.202")))),
            Action.MediaMode.RELAY,
            Action.EarlyMedia.FIRST);
    Story knows = new Story(both).invites(Sdp.A, KNOWS).mediaApplied().bAnswers(183, B_TAG, Sdp.B);
    assertThat(knows.answer().rseq()).isNull();
    assertThat(knows.answer().body().isEmpty()).isFalse();
    Story insists =
        new Story(both).invites(Sdp.A, INSISTS).mediaApplied().bAnswers(183, B_TAG, Sdp.B);
    assertThat(insists.answer().rseq()).isNotNull();
    assertThat(insists.answer().body().isEmpty()).isTrue();
  }

  @Test
  void noMoreWaitsForAPrackThanCanBeToldAgain() {
    Story story = rings(INSISTS);
    String large = "X-Long: " + "x".repeat(30_000) + "\r\n";
    int reliable = 0;
    for (int i = 0; i < 10; i++) {
      story.bAnswers(183, B_TAG, large, "");
      reliable += story.answer().rseq() == null ? 0 : 1;
    }
    assertThat(reliable).isEqualTo(6);
  }

  // --- requests in an early dialog

  @Test
  void aCalledPartyMayAskBeforeItAnswers() {
    Story story = rings("").bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.bRequests("UPDATE", "", "").ordered()).containsExactly("2:200 UPDATE");
    assertThat(story.bRequests("UPDATE", "", Sdp.B).ordered()).contains("2:200 UPDATE");
    assertThat(story.bRequests("OPTIONS", "", "").ordered()).containsExactly("2:200 OPTIONS");
    assertThat(story.bRequests("INFO", "", "").ordered()).containsExactly("2:500 INFO");
    assertThat(story.bRequests("REFER", "", "").ordered()).containsExactly("2:403 REFER");
    assertThat(story.bRequests("INVITE", "", Sdp.B).ordered()).containsExactly("2:491 INVITE");
    assertThat(story.bRequests("BYE", "", "").ordered()).containsExactly("2:481 BYE");
    // Where the offer is not answered, another one meets it.
    assertThat(rings("").bRequests("UPDATE", "", Sdp.B).ordered()).containsExactly("2:491 UPDATE");
  }

  @Test
  void aCallerMaySayWhoItIsBeforeItIsAnswered() {
    Story story = rings(KNOWS);
    assertThat(story.aRequests("UPDATE", "", "").ordered()).containsExactly("1:200 UPDATE");
    assertThat(story.aRequests("UPDATE", "", Sdp.A).ordered()).containsExactly("1:500 UPDATE");
  }

  @Test
  void aPrackThatComesToAnotherEdgeStopsTheFirst() {
    Story story = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long first = rseq(story);
    story.join(Story.SIBLING);
    story.edge = Story.SIBLING;
    pracks(story, first);
    assertThat(story.ordered()).containsExactly("1:200 PRACK", "1:stop");
    StopResending stop = story.last(StopResending.class);
    assertThat(stop.rseq()).isEqualTo(first);
    assertThat(story.commands.getLast().target()).isEqualTo(Story.EDGE);
  }

  @Test
  void withoutAPrackTheInviteIsRefused() {
    Story story = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    String transaction = story.answer().transaction().key();
    story.step(new PrackMissing(A, transaction, rseq(story), null));
    assertThat(story.ordered()).contains("1:504 INVITE", "2:CANCEL");
    assertThat(story.event(CallEnding.class).outcome().text()).startsWith("no PRACK from leg 1");
    Story heard = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long rseq = rseq(heard);
    String late = heard.answer().transaction().key();
    assertThat(pracks(heard, rseq).step(new PrackMissing(A, late, rseq, null)).told()).isEmpty();
  }

  @Test
  void anAnswerThatWasHeldBackBecomesARefusal() {
    Story story = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long first = rseq(story);
    String transaction = story.answer().transaction().key();
    story.bAnswers(200, B_TAG, Sdp.B);
    story.step(new PrackMissing(A, transaction, first, null));
    assertThat(story.ordered()).contains("1:504 INVITE", "2:BYE");
    // The PRACK that comes while the edge holds it back is answered as ever.
    Story held = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long rseq = rseq(held);
    held.bAnswers(200, B_TAG, Sdp.B);
    assertThat(pracks(held, rseq).ordered()).containsExactly("1:200 PRACK");
    held.mediaApplied();
    held.step(new AckReceived(A, Story.EDGE, Bytes.of(SipText.ofA("ACK", 314159, "", ""))));
    assertThat(held.toldInAll()).contains("CallEstablished");
  }

  @Test
  void anotherEdgeTellsWhatWasNotHeard() {
    Story story = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    long first = rseq(story);
    story.join(Story.SIBLING);
    story.loses(Story.EDGE);
    assertThat(story.ordered()).contains("1:183 INVITE");
    assertThat(rseq(story)).isEqualTo(first);
    assertThat(story.answer().transaction().edge()).isEqualTo(Story.SIBLING);
    Story back = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B).restarts(Story.EDGE);
    assertThat(back.ordered()).contains("1:183 INVITE");
    Story heard = rings(KNOWS).bAnswers(183, B_TAG, Sdp.B);
    pracks(heard, rseq(heard)).restarts(Story.EDGE);
    assertThat(heard.ordered()).doesNotContain("1:183 INVITE");
  }

  @Test
  void anExtensionThatWeDoNotKnowIsStillRefused() {
    Story story = Story.relayed().invites(Sdp.A, "Require: 100rel, precondition\r\n");
    assertThat(story.ordered()).containsExactly("1:420 INVITE");
    assertThat(story.answer().headers().toString()).contains("Unsupported: precondition\r\n");
  }
}
