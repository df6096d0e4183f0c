package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.request.ControlRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Several parties ring: side by side, one after the other, some later; one answers, and the others
/// hear that it did.
///
/// Holds `RingPlan`, `RingTargets`, `RingProgress`, `PlanEvolution`, `ConnectedPlan`,
/// `EarlySession`, `Failure`, `Breadth` and `CallTimer`.
class RingPlanTest {
  private static final LegId C = new LegId(3);
  private static final LegId D = new LegId(4);
  private static final RingTarget ANN = RingTarget.plain("sip:ann@192.0.2.201");
  private static final RingTarget BOB = RingTarget.plain("sip:bob@192.0.2.202");
  private static final RingTarget EVE = RingTarget.plain("sip:eve@192.0.2.203");

  private static RingStage stage(RingTarget... targets) {
    return new RingStage(List.of(targets));
  }

  private static Story ring(RingStage... stages) {
    return ring(Action.MediaMode.RELAY, Action.EarlyMedia.FIRST, stages);
  }

  private static Story ring(Action.MediaMode media, Action.EarlyMedia early, RingStage... stages) {
    return new Story(new Action.Ring(List.of(stages), media, early)).invites(Sdp.A);
  }

  /// Two that ring side by side, by a media node that was asked.
  private static Story both() {
    return ring(stage(ANN, BOB)).mediaApplied();
  }

  private static Story answers(Story story, LegId leg, int status, String sdp) {
    return story.responds(leg, story.request("INVITE", leg), status, "tag" + leg, "", sdp);
  }

  private static Story closes(Story story, LegId leg) {
    return answers(story, leg, 487, "");
  }

  @Test
  void allOfAStageAreRungAtOnceEachWithAnAddressOfItsOwn() {
    Story story = ring(stage(ANN, BOB));
    assertThat(story.ordered()).containsExactly("plan 1");
    assertThat(story.plan().endpoints()).hasSize(3);
    assertThat(story.mediaApplied().ordered()).containsExactly("2:INVITE", "3:INVITE");
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo("sip:ann@192.0.2.201");
    assertThat(story.request("INVITE", C).request().uri()).isEqualTo("sip:bob@192.0.2.202");
    assertThat(story.request("INVITE", B).request().body())
        .isNotEqualTo(story.request("INVITE", C).request().body());
  }

  @Test
  void theFirstToAnswerIsConnectedAndTheOtherHearsIt() {
    Story story = answers(both(), C, 200, Sdp.B);
    assertThat(story.told())
        .containsExactly(
            "LegPickedUp",
            "InviteAnswered",
            "CallAnswered",
            "LegsBridged",
            "LegDismissed",
            "MediaRequested");
    assertThat(story.ordered()).containsExactly("3:ACK", "1:200 INVITE", "2:CANCEL", "plan 2");
    assertThat(story.last(SendCancel.class).request().headers().toString())
        .contains("Reason: SIP;cause=200;text=\"Call completed elsewhere\"");
    assertThat(story.plan().endpoints().stream().map(Endpoint::leg)).containsExactly(A, C);
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(C));
    assertThat(closes(story, B).told()).containsExactly("LegClosed");
    assertThat(story.timers().keySet()).containsExactly("max-duration");
    story.mediaApplied().aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "CallEstablished");
    assertThat(story.aRequests("BYE", "", "").ordered()).containsExactly("1:200 BYE", "3:BYE");
    assertThat(story.responds(C, story.request("BYE", C), 200, "tag3", "", "").told())
        .containsExactly("LegClosed", "CallEnded");
  }

  /// The CANCEL and the 2xx crossed.
  @Test
  void whoAnswersTooLateGetsAByeAndTheCallGoesOn() {
    Story story = answers(answers(both(), C, 200, Sdp.B), B, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(((SendRequest) story.orders.getLast()).request().headers().toString())
        .contains("Call completed elsewhere");
    assertThat(story.responds(B, story.request("BYE", B), 200, "tag2", "", "").told())
        .containsExactly("LegClosed");
    assertThat(((ActiveCall) requireNonNull(story.state)).isEnding()).isFalse();
    assertThat(story.timers()).doesNotContainKey("teardown");
  }

  @Test
  void aDismissedLegThatNeverAnswersIsGivenUpAndTheCallGoesOn() {
    Story story = answers(both(), C, 200, Sdp.B);
    assertThat(story.fires(CallTimer.TEARDOWN).told()).containsExactly("LegClosed");
    assertThat(story.timers()).doesNotContainKey("teardown");
  }

  @Test
  void whoFailsIsWaitedForNoMoreAndTheOtherRingsOn() {
    Story story = answers(both(), B, 486, "");
    assertThat(story.told()).containsExactly("LegFailed");
    assertThat(answers(story, C, 200, Sdp.B).told()).contains("LegsBridged");
    assertThat(story.toldInAll()).doesNotContain("CallEnding");
  }

  @Test
  void whereAllFailTheCallerIsToldTheBestOfIt() {
    Story story = answers(answers(both(), B, 503, ""), C, 486, "");
    assertThat(story.told())
        .containsExactly("LegFailed", "CallEnding", "InviteRefused", "CallEnded");
    assertThat(story.answer().status()).isEqualTo(486);
    assertThat(answers(answers(both(), B, 486, ""), C, 503, "").answer().status()).isEqualTo(486);
    assertThat(answers(answers(both(), B, 404, ""), C, 484, "").answer().status()).isEqualTo(484);
    assertThat(answers(answers(both(), B, 404, ""), C, 480, "").answer().status()).isEqualTo(404);
    assertThat(answers(answers(both(), B, 302, ""), C, 486, "").answer().status()).isEqualTo(486);
    assertThat(answers(answers(both(), B, 481, ""), C, 404, "").answer().status()).isEqualTo(404);
    assertThat(answers(answers(both(), B, 420, ""), C, 486, "").answer().status()).isEqualTo(486);
    assertThat(answers(answers(both(), B, 503, ""), C, 500, "").answer().status()).isEqualTo(500);
    assertThat(answers(answers(both(), B, 503, ""), C, 503, "").answer().status())
        .as("the exchange is not overloaded")
        .isEqualTo(500);
    assertThat(answers(both(), B, 486, "").fires(new CallTimer.Ring(C)).answer().status())
        .isEqualTo(486);
  }

  /// RFC 3261 section 16.7 step 5.
  @Test
  void a6xxEndsItForAll() {
    Story story = answers(ring(stage(ANN, BOB), stage(EVE)).mediaApplied(), B, 603, "");
    assertThat(story.ordered()).containsExactly("1:603 INVITE", "3:CANCEL");
    assertThat(closes(story, C).told()).containsExactly("LegClosed", "CallEnded");
  }

  @Test
  void theNextStageIsRungWhenNobodyOfTheFirstCanAnswer() {
    Story story = answers(ring(stage(ANN, BOB), stage(EVE)).mediaApplied(), B, 486, "");
    story.fires(new CallTimer.Ring(C));
    assertThat(story.told()).containsExactly("LegDismissed", "StageBegan", "MediaRequested");
    assertThat(story.plan().endpoints().stream().map(Endpoint::leg)).containsExactly(A, D);
    assertThat(story.mediaApplied().ordered()).containsExactly("4:INVITE");
    assertThat(answers(story, D, 200, Sdp.B).told()).contains("LegsBridged");
    assertThat(closes(story, C).told()).containsExactly("LegClosed");
    assertThat(story.mediaApplied().aAcks("").told()).contains("CallEstablished");
  }

  @Test
  void eachTargetHasATimeOfItsOwn() {
    Story story = ring(stage(new RingTarget(ANN.uri(), 5, 0, List.of()), BOB)).mediaApplied();
    assertThat(story.armed(Story.RING).due()).isEqualTo(story.now.plusSeconds(5));
    assertThat(story.armed(new CallTimer.Ring(C)).due()).isEqualTo(story.now.plusSeconds(30));
    assertThat(story.fires(Story.RING).ordered()).containsExactly("2:CANCEL");
    assertThat(story.fires(new CallTimer.Ring(C)).ordered())
        .containsExactly("3:CANCEL", "1:480 INVITE");
    assertThat(story.event(CallEnding.class).outcome().cause()).isEqualTo(EndCause.NO_ANSWER);
  }

  @Test
  void aTargetWithADelayIsRungLater() {
    Story story = ring(stage(ANN, new RingTarget(BOB.uri(), 0, 5, List.of("X-Queue: sales"))));
    Instant began = story.now;
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.armed(CallTimer.DIAL).due()).isEqualTo(began.plusSeconds(5));
    assertThat(story.fires(CallTimer.DIAL).ordered()).containsExactly("plan 2");
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE");
    assertThat(story.request("INVITE", C).request().headers().toString())
        .contains("X-Queue: sales\r\n");
    assertThat(story.request("INVITE", B).request().headers().toString()).doesNotContain("X-Queue");
    assertThat(story.timers()).doesNotContainKey("dial");
  }

  @Test
  void aDelayIsNotWaitedForWhereNobodyRings() {
    Story story = ring(stage(ANN, new RingTarget(BOB.uri(), 0, 5, List.of()))).mediaApplied();
    assertThat(answers(story, B, 486, "").ordered()).containsExactly("plan 2");
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE");
    assertThat(story.timers()).doesNotContainKey("dial");
  }

  @Test
  void whoAnswersBeforeADelayIsOverIsTheOnlyOneRung() {
    Story story = ring(stage(ANN, new RingTarget(BOB.uri(), 0, 5, List.of()))).mediaApplied();
    answers(story, B, 200, Sdp.B);
    assertThat(story.timers()).doesNotContainKey("dial");
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 2");
  }

  @Test
  void aTargetThatIsNoUriIsSkipped() {
    RingTarget nobody = RingTarget.plain("nonsense");
    Story story = ring(stage(nobody, ANN, nobody, BOB)).mediaApplied();
    assertThat(story.toldInAll())
        .containsExactly(
            "CallOffered",
            "CallRouted",
            "MediaRequested",
            "MediaReady",
            "TargetSkipped",
            "LegDialed",
            "TargetSkipped",
            "LegDialed");
    assertThat(story.ordered()).containsExactly("2:INVITE", "3:INVITE");
    Story none = ring(stage(nobody), stage(nobody, nobody));
    assertThat(none.ordered()).containsExactly("1:500 INVITE");
    assertThat(none.told()).endsWith("CallEnding", "InviteRefused", "CallEnded");
  }

  /// Two plans of one decision would be promised the same ports.
  @Test
  void portsArePromisedOnceADecisionWhateverIsSkipped() {
    RingTarget nobody = RingTarget.plain("nonsense");
    Story story = leased(stage(ANN, nobody, BOB), stage(EVE)).invites(Sdp.A);
    assertThat(story.ordered()).containsExactly("plan 1", "2:INVITE", "3:INVITE");
    assertThat(Media.promised(story.plan()).stream().map(LocalEndpoint::rtpPort))
        .doesNotHaveDuplicates()
        .hasSize(3);
    story.promisesKept();
    answers(answers(story, B, 486, ""), C, 486, "");
    assertThat(story.ordered()).containsExactly("plan 2", "4:INVITE");
    assertThat(Media.promised(story.plan()).stream().map(LocalEndpoint::rtpPort)).hasSize(2);
    assertThat(story.request("INVITE", D).request().body().toString())
        .contains(
            "m=audio " + requireNonNull(story.plan().endpoints().getLast().local()).rtpPort());
  }

  private static Story leased(RingStage... stages) {
    return PromisedMediaTest.leasedAsInAPartition(
        new Action.Ring(List.of(stages), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST));
  }

  @Test
  void aRefusedPlanForOnePartyLeavesTheOthersRinging() {
    Story story =
        ring(stage(ANN, new RingTarget(BOB.uri(), 0, 5, List.of())), stage(EVE)).mediaApplied();
    story.fires(CallTimer.DIAL).step(refused(story));
    assertThat(story.told()).containsExactly("MediaRequested", "TargetSkipped");
    assertThat(story.plan().endpoints().stream().map(Endpoint::leg)).containsExactly(A, B);
    assertThat(answers(story, B, 200, Sdp.B).told()).contains("LegsBridged");
  }

  /// A party's early media cannot be carried: it rings on, unheard.
  @Test
  void earlyMediaThatTheNodeRefusesEndsNothing() {
    Story story = answers(both(), B, 183, Sdp.B);
    story.step(refused(story));
    assertThat(story.ordered()).containsExactly("plan 3");
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Silence());
    assertThat(answers(story.mediaApplied(), C, 200, Sdp.B).told()).contains("LegsBridged");
  }

  private static MediaPlanRefused refused(Story story) {
    return new MediaPlanRefused(
        Story.MEDIA,
        Story.LIFE,
        story.plan().version(),
        MediaPlanRefused.Reason.UNSUPPORTED,
        "test");
  }

  @Test
  void whileTheMediaNodeIsGoneNobodyGivesItLessTimeThanItHas() {
    Story story = ring(stage(ANN, new RingTarget(BOB.uri(), 0, 5, List.of()))).mediaApplied();
    story.loses(Story.MEDIA);
    story.fires(CallTimer.DIAL);
    assertThat(story.timers()).containsKey("media-lost").doesNotContainKey("media");
    story.restarts(Story.MEDIA).mediaApplied();
    assertThat(story.ordered()).containsExactly("3:INVITE");
  }

  @Test
  void moreThanThirtyTwoPartiesDoNotRing() {
    RingTarget[] many = new RingTarget[20];
    Arrays.fill(many, ANN);
    Story story = ring(Action.MediaMode.BYPASS, Action.EarlyMedia.FIRST, stage(many), stage(many));
    assertThat(story.ordered()).hasSize(20);
    for (int leg = 2; leg <= 20; leg++) {
      story.fires(new CallTimer.Ring(new LegId(leg)));
    }
    story.fires(new CallTimer.Ring(new LegId(21)));
    assertThat(story.ordered().stream().filter(order -> order.endsWith("INVITE")))
        .as("those that are being cancelled do not count")
        .hasSize(20);
    RingTarget[] toomany = new RingTarget[40];
    Arrays.fill(toomany, ANN);
    Story crowd = ring(Action.MediaMode.BYPASS, Action.EarlyMedia.FIRST, stage(toomany));
    assertThat(crowd.ordered()).hasSize(ActiveCall.MOST_LEGS - 1);
    assertThat(crowd.told().stream().filter("TargetSkipped"::equals)).hasSize(9);
  }

  /// A decision is one record.
  @Test
  void ofALargeInviteOnlySoManyLeaveAtOnce() {
    RingTarget[] many = new RingTarget[20];
    Arrays.fill(many, ANN);
    Story story =
        new Story(
                new Action.Ring(
                    List.of(stage(many)), Action.MediaMode.BYPASS, Action.EarlyMedia.FIRST))
            .invites(Sdp.A, "X-Long: " + "x".repeat(25_000) + "\r\n");
    assertThat(story.ordered()).hasSize(7);
    assertThat(story.event(TargetSkipped.class).status()).isEqualTo(513);
  }

  @Test
  void withoutAMediaNodeTheCallerGetsTheWinnersDescription() {
    Story story = ring(Action.MediaMode.BYPASS, Action.EarlyMedia.FIRST, stage(ANN, BOB));
    answers(story, B, 183, Sdp.B.replace("192.0.2.200", "192.0.2.99"));
    answers(story, C, 200, Sdp.B);
    assertThat(story.answer().body().toString()).isEqualTo(Sdp.B);
  }

  @Test
  void anotherDescriptionIsANewVersionOfIt() {
    Story story = answers(both(), B, 183, Sdp.B);
    assertThat(story.answer().body().toString()).containsPattern("o=- \\d+ 1 ");
    answers(story, C, 200, Sdp.B.replace("a=sendrecv", "") + "a=sendonly\r\n");
    assertThat(story.answer().body().toString())
        .containsPattern("o=- \\d+ 2 ")
        .contains("a=sendonly");
    story.mediaApplied().aAcks("");
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA).mediaApplied();
    assertThat(story.request("INVITE", A).request().body().toString())
        .containsPattern("o=- \\d+ 3 ");
  }

  /// RFC 3261 section 13.2.1 has the answer in the 2xx; a peer that gave it before means that one.
  @Test
  void anAnswerInTheProvisionalCountsThoughTheCallerWasNotToldOfIt() {
    Story story = answers(answers(both(), B, 183, Sdp.B), C, 183, Sdp.B);
    answers(story, C, 200, "");
    assertThat(story.told()).contains("LegsBridged");
    assertThat(story.plan().endpoints().getLast().remote()).isNotNull();
  }

  @Test
  void whereTheOneThatWasHeardFailsAnotherIsHeard() {
    Story story = answers(answers(both(), B, 183, Sdp.B), C, 183, Sdp.B);
    answers(story, B, 486, "");
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(C));
    Story alone = answers(answers(both(), B, 183, Sdp.B), B, 486, "");
    assertThat(alone.plan().endpoints().getFirst().source()).isEqualTo(new Source.Silence());
    answers(alone, C, 183, Sdp.B);
    assertThat(alone.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(C));
  }

  /// RFC 5393: a group whose members forward to it would ring without end.
  @Test
  void howManyMayRingIsSharedAndUsedUp() {
    Story story = invitedWith("");
    assertThat(story.request("INVITE", B).request().headers().toString())
        .contains("Max-Breadth: 30\r\n");
    story = invitedWith("Max-Breadth: 7\r\n");
    assertThat(story.request("INVITE", C).request().headers().toString())
        .containsOnlyOnce("Max-Breadth")
        .contains("Max-Breadth: 3\r\n");
    assertThat(invitedWith("Max-Breadth: 1\r\n").ordered()).containsExactly("1:440 INVITE");
    assertThat(Story.bypassed().invites(Sdp.A, "Max-Breadth: 1\r\n").last(SendRequest.class))
        .as("one that forwards to one uses up nothing, and hides nothing")
        .matches(invite -> invite.request().headers().toString().contains("Max-Breadth: 1\r\n"));
  }

  private static Story invitedWith(String header) {
    return new Story(
            new Action.Ring(
                List.of(stage(ANN, BOB)), Action.MediaMode.BYPASS, Action.EarlyMedia.FIRST))
        .invites(Sdp.A, header);
  }

  @Test
  void aRulesHeaderCountsWhateverTheCallerSays() {
    Story story =
        new Story(
                new Action.Ring(
                    List.of(stage(new RingTarget(ANN.uri(), 0, 0, List.of("X-Queue: sales")))),
                    Action.MediaMode.BYPASS,
                    Action.EarlyMedia.FIRST))
            .invites(Sdp.A, "x-queue: ceo\r\n");
    assertThat(story.request("INVITE", B).request().headers().toString())
        .contains("X-Queue: sales\r\n")
        .doesNotContain("ceo");
  }

  @Test
  void aCallerWhoGivesUpCancelsAll() {
    Story story = both().aCancels(true);
    assertThat(story.ordered()).containsExactly("1:487 INVITE", "2:CANCEL", "3:CANCEL");
    closes(story, B);
    assertThat(closes(story, C).told()).containsExactly("LegClosed", "CallEnded");
  }

  @Test
  void theCallerHearsTheFirstEarlyMediaAndNoOther() {
    Story story = answers(both(), C, 183, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE", "plan 2");
    assertThat(story.answer().body().isEmpty()).isFalse();
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(C));
    answers(story, B, 183, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE");
    assertThat(story.answer().body().isEmpty()).isTrue();
    Bytes early =
        requireNonNull(((Plan.Ring) ((ActiveCall) requireNonNull(story.state)).plan()).early())
            .session();
    answers(story, B, 200, Sdp.B);
    assertThat(story.answer().body()).as("what the caller was told").isEqualTo(early);
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(B));
  }

  @Test
  void byPolicyTheCallerHearsTheLastOrNobody() {
    Story last =
        ring(Action.MediaMode.RELAY, Action.EarlyMedia.LAST, stage(ANN, BOB)).mediaApplied();
    answers(answers(last, B, 183, Sdp.B), C, 183, Sdp.B);
    assertThat(last.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(C));
    assertThat(last.answer().body().isEmpty()).as("told already").isTrue();
    Story none =
        ring(Action.MediaMode.RELAY, Action.EarlyMedia.NONE, stage(ANN, BOB)).mediaApplied();
    assertThat(answers(none, B, 183, Sdp.B).ordered()).containsExactly("1:183 INVITE");
    assertThat(none.answer().body().isEmpty()).isTrue();
    assertThat(none.plan().endpoints().getFirst().source()).isEqualTo(new Source.Silence());
  }

  /// RFC 6228: it says that a fork further on is over, of which the caller knows nothing.
  @Test
  void a199StaysBehind() {
    assertThat(answers(both(), B, 199, "").ordered()).isEmpty();
  }

  @Test
  void withoutAMediaNodeDescriptionsCrossAsTheyCome() {
    Story story = ring(Action.MediaMode.BYPASS, Action.EarlyMedia.FIRST, stage(ANN, BOB));
    assertThat(story.ordered()).containsExactly("2:INVITE", "3:INVITE");
    assertThat(story.request("INVITE", C).request().body().toString()).isEqualTo(Sdp.A);
    answers(story, C, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("3:ACK", "1:200 INVITE", "2:CANCEL");
  }

  @Test
  void anAnswerThatCannotBeCarriedIsEndedAndTheNextIsRung() {
    Story story = answers(ring(stage(ANN), stage(BOB)).mediaApplied(), B, 200, "");
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE", "plan 2");
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE");
    assertThat(answers(story, C, 404, "").answer().status()).isEqualTo(404);
  }

  @Test
  void anOfferInTheAnswerIsAnsweredInTheAckOfTheOneThatWon() {
    Story story =
        new Story(
                new Action.Ring(
                    List.of(stage(ANN, BOB)), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST))
            .invites("")
            .mediaApplied();
    answers(story, C, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:200 INVITE", "2:CANCEL", "plan 2");
    story.mediaApplied().aAcks(Sdp.A);
    assertThat(story.ordered()).containsExactly("3:ACK", "plan 3");
  }

  @Test
  void aLostMediaNodeIsReplacedWhileSeveralRing() {
    Story story = both();
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA).mediaApplied();
    answers(story, C, 200, Sdp.B).mediaApplied().aAcks("");
    assertThat(story.event(LegReoffered.class).leg())
        .as("it was told the address of before")
        .isEqualTo(C);
  }

  @Test
  void aLostEdgeSendsEachInviteAgainFromAnother() {
    Story story = both();
    story.join(Story.SIBLING);
    assertThat(story.loses(Story.EDGE).ordered()).contains("2:INVITE", "3:INVITE");
  }

  // --- redirections (RFC 3261 section 8.1.3.4)

  private static Story follows(int redirections, RingStage... stages) {
    return new Story(
            new Action.Ring(
                List.of(stages), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST, redirections))
        .invites(Sdp.A)
        .mediaApplied();
  }

  private static Story redirects(Story story, LegId leg, String... contacts) {
    String more =
        Arrays.stream(contacts)
            .map(contact -> "Contact: " + contact + "\r\n")
            .collect(Collectors.joining());
    return story.responds(leg, story.request("INVITE", leg), 302, "tag" + leg, more, "");
  }

  @Test
  void whomARedirectionNamesIsRungNextTheMostPreferredFirst() {
    Story story = follows(2, stage(ANN), stage(EVE));
    redirects(story, B, "<sip:late@192.0.2.5>;q=0.1", "<sip:soon@192.0.2.6>;q=0.9");
    assertThat(story.told()).containsExactly("LegFailed", "LegRedirected", "MediaRequested");
    // The scripted phone has a Contact of its own, without q, before these.
    assertThat(story.event(LegRedirected.class).uris())
        .containsExactly("sip:2tag2@192.0.2.200:5071", "sip:soon@192.0.2.6");
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE", "4:INVITE");
    assertThat(answers(story, D, 200, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void whereNobodyOfThemAnswersTheNextStageIsRung() {
    Story story = redirects(follows(1, stage(ANN), stage(EVE)), B).mediaApplied();
    answers(story, C, 486, "");
    assertThat(story.told()).containsExactly("LegFailed", "StageBegan", "MediaRequested");
  }

  @Test
  void aRedirectionIsFollowedAsOftenAsTheRuleAllowsAndNeverToTheSameTwice() {
    Story once = redirects(redirects(follows(1, stage(ANN)), B).mediaApplied(), C);
    assertThat(once.told()).contains("CallEnding").doesNotContain("LegRedirected");
    assertThat(once.ordered()).containsExactly("1:480 INVITE", "release");
    Story loop = follows(5, stage(RingTarget.plain("sip:2tag2@192.0.2.200:5071")));
    assertThat(redirects(loop, B).told()).contains("CallEnding").doesNotContain("LegRedirected");
  }

  @Test
  void withoutARuleForItItIsAFailure() {
    Story story = redirects(ring(stage(ANN)).mediaApplied(), B);
    assertThat(story.told()).contains("CallEnding").doesNotContain("LegRedirected");
  }

  @Test
  void whatIsNoSipUriIsNotFollowed() {
    Story story = follows(5, stage(ANN));
    String response =
        SipText.response(B, story.request("INVITE", B).request(), 302, "x", "", "")
            .replaceFirst("Contact: .*\\r\\n", "Contact: <tel:+1>\r\nContact: <mailto:a@b>\r\n");
    story.step(
        new ResponseReceived(
            B,
            Story.EDGE,
            story.request("INVITE", B).request().branch(),
            "INVITE",
            302,
            false,
            Bytes.of(response)));
    assertThat(story.told()).contains("CallEnding").doesNotContain("LegRedirected");
  }

  @Test
  void aRedirectionOfOneOfTwoLeavesTheOtherRinging() {
    Story story = redirects(follows(1, stage(ANN, BOB)), B);
    assertThat(story.told()).contains("LegRedirected");
    assertThat(story.mediaApplied().ordered()).containsExactly("4:INVITE");
    assertThat(answers(story, C, 200, Sdp.B).ordered()).contains("4:CANCEL");
  }

  // --- redirections that the caller is to follow (RFC 3261 section 21.3)

  private static Story passes(RingStage... stages) {
    return new Story(
            new Action.Ring(
                List.of(stages), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST, null, true))
        .invites(Sdp.A)
        .mediaApplied();
  }

  private static String told(Story story) {
    return story.answer().headers().toString();
  }

  @Test
  void aCallerGetsTheRedirectionOfTheOnlyPartyWhereTheRuleSaysSo() {
    Story story = passes(stage(ANN));
    redirects(story, B, "\"Desk\" <sip:desk@192.0.2.5>;q=0.9", "<tel:+3112345>;q=0.1");
    assertThat(story.told()).contains("CallEnding").doesNotContain("LegRedirected");
    assertThat(story.ordered()).containsExactly("1:302 INVITE", "release");
    assertThat(story.answer().reason()).isEqualTo("Said So");
    assertThat(told(story))
        .contains(
            "Contact: <sip:2tag2@192.0.2.200:5071>\r\n",
            "Contact: \"Desk\" <sip:desk@192.0.2.5>;q=0.9\r\n",
            "Contact: <tel:+3112345>;q=0.1\r\n");
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(302);
    // None of ours beside them.
    assertThat(story.answer().contactUser()).isEmpty();
  }

  @Test
  void itIsPassedOnOnlyAsTheBestOfWhatWasSaid() {
    // RFC 3261 section 16.7 step 6: the lowest class, whoever came first.
    Story story = passes(stage(ANN, BOB), stage(EVE));
    answers(story, B, 486, "");
    redirects(story, C, "<sip:desk@192.0.2.5>");
    assertThat(story.told()).containsExactly("LegFailed", "StageBegan", "MediaRequested");
    answers(story.mediaApplied(), D, 404, "");
    assertThat(story.ordered()).contains("1:302 INVITE");
    assertThat(told(story)).contains("Contact: <sip:desk@192.0.2.5>\r\n", "sip:3tag3@");
    // Of several the first, with its own Contacts and no others.
    Story two = redirects(passes(stage(ANN, BOB)), C, "<sip:first@192.0.2.5>");
    redirects(two, B, "<sip:second@192.0.2.6>");
    assertThat(two.ordered()).contains("1:302 INVITE");
    assertThat(told(two)).contains("sip:first@").doesNotContain("sip:second@", "sip:2tag2@");
  }

  @Test
  void a6xxIsBetterThanARedirection() {
    Story story = redirects(passes(stage(ANN, BOB)), B, "<sip:desk@192.0.2.5>");
    answers(story, C, 603, "");
    assertThat(story.ordered()).contains("1:603 INVITE");
    assertThat(told(story)).doesNotContain("Contact");
  }

  @Test
  void anAnswerIsBetterThanARedirection() {
    Story story = redirects(passes(stage(ANN, BOB)), B, "<sip:desk@192.0.2.5>");
    assertThat(story.told()).containsExactly("LegFailed");
    assertThat(answers(story, C, 200, Sdp.B).ordered()).contains("1:200 INVITE");
  }

  @Test
  void whereRedirectionsAreNotPassedOnAddressesStayHidden() {
    for (Story story : List.of(follows(0, stage(ANN)), ring(stage(ANN)).mediaApplied())) {
      redirects(story, B, "<sip:desk@192.0.2.5>");
      assertThat(story.ordered()).containsExactly("1:480 INVITE", "release");
      assertThat(told(story)).doesNotContain("Contact");
      assertThat(story.event(LegFailed.class).content()).isNull();
    }
  }

  @Test
  void eachKindOfRedirectionKeepsItsStatusAndWhatIsNoneIs480() {
    for (int status : List.of(300, 301, 302, 305, 380)) {
      assertThat(answers(passes(stage(ANN)), B, status, "").ordered())
          .contains("1:" + status + " INVITE");
    }
    assertThat(answers(passes(stage(ANN)), B, 399, "").ordered()).contains("1:480 INVITE");
    assertThat(withoutContact(passes(stage(ANN))).ordered()).contains("1:480 INVITE");
  }

  private static Story withoutContact(Story story) {
    String response =
        SipText.response(B, story.request("INVITE", B).request(), 302, "x", "", "")
            .replaceFirst("Contact: .*\\r\\n", "");
    return story.step(
        new ResponseReceived(
            B,
            Story.EDGE,
            story.request("INVITE", B).request().branch(),
            "INVITE",
            302,
            false,
            Bytes.of(response)));
  }

  /// The edge that had the answer died before it was sent.
  @Test
  void whoAsksAgainAfterARedirectionIsNotSentNowhere() {
    Story story = redirects(passes(stage(ANN)), B, "<sip:desk@192.0.2.5>");
    assertThat(story.state).isInstanceOf(EndedCall.class);
    assertThat(story.invites(Sdp.A).ordered()).containsExactly("1:480 INVITE");
  }

  @Test
  void aPartyThatWasRungItselfIsPassedNone() {
    Story story =
        new Story(
            new Action.Ring(
                List.of(stage(ANN)), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST, null, true));
    story.step(
        new ControlRequested(
            new ControlRequest.Originate("sip:amy@192.0.2.1:5061", "bob", null, 20), "key"));
    story.mediaApplied();
    story.responds(A, story.request("INVITE", A), 200, Story.A_TAG, "", Sdp.A);
    story.mediaApplied();
    assertThat(redirects(story, B, "<sip:desk@192.0.2.5>").ordered()).contains("1:BYE");
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(480);
  }
}
