package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.evolve.PortsEvolution;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.EarlyMedia;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.ReplacedDialog;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Targets whose audio a media node carries beside targets that get the caller's own description:
/// each is invited by its own mode, and the call has that of the one that answers.
///
/// Holds `ContinuedSession` and `Crossing`.
class MediaModeTest {
  private static final LegId C = new LegId(3);
  private static final LegId D = new LegId(4);

  /// By a media node.
  private static final RingTarget ANN = RingTarget.plain("sip:ann@192.0.2.201").by(MediaMode.RELAY);

  /// Past it.
  private static final RingTarget BOB =
      RingTarget.plain("sip:bob@192.0.2.202").by(MediaMode.BYPASS);

  private static final RingTarget EVE = RingTarget.plain("sip:eve@192.0.2.203").by(MediaMode.RELAY);
  private static final RingTarget DAN =
      RingTarget.plain("sip:dan@192.0.2.204").by(MediaMode.BYPASS);

  private static final String NODE = "203.0.113.9";
  private static final Pattern ORIGIN = Pattern.compile("o=- (\\d+) (\\d+) IN IP4 203.0.113.9\r\n");

  private static RingStage stage(RingTarget... targets) {
    return new RingStage(List.of(targets));
  }

  private static RingTarget later(RingTarget target, int seconds) {
    return new RingTarget(target.uri(), 0, seconds, List.of(), null, target.media());
  }

  private static Action.Ring rule(RingStage... stages) {
    return new Action.Ring(List.of(stages), MediaMode.RELAY, EarlyMedia.FIRST, 3);
  }

  private static Story ring(RingStage... stages) {
    return new Story(rule(stages)).invites(Sdp.A);
  }

  /// Bob, who is bypassed, is leg 2; Ann, by the media node, leg 3.
  private static Story both() {
    return ring(stage(ANN, BOB)).mediaApplied();
  }

  private static Story answers(Story story, LegId leg, int status, String sdp) {
    String tag = leg.equals(B) ? B_TAG : "tag" + leg;
    return story.responds(leg, story.request("INVITE", leg), status, tag, "", sdp);
  }

  private static Story redirects(Story story, LegId leg) {
    String contact = "Contact: <sip:new@192.0.2.9>\r\n";
    return story.responds(leg, story.request("INVITE", leg), 302, "tag" + leg, contact, "");
  }

  private static MediaPlanRefused refused(Story story, Reason reason) {
    return new MediaPlanRefused(
        story.mediaNode(), Story.LIFE, story.plan().version(), reason, "test");
  }

  private static String offered(Story story, LegId leg) {
    return story.request("INVITE", leg).request().body().toString();
  }

  private static String toldCaller(Story story) {
    return story.answer().body().toString();
  }

  private static ActiveCall call(Story story) {
    return (ActiveCall) requireNonNull(story.state);
  }

  private static List<LegId> planned(Story story) {
    return story.plan().endpoints().stream().map(Endpoint::leg).toList();
  }

  private static HeldPorts held(Story story) {
    HeldPorts held = HeldPorts.NONE;
    for (CallEvent event : story.history) {
      held = PortsEvolution.after(held, event);
    }
    return held;
  }

  /// The origin that the caller got last.
  private static List<String> origin(Story story) {
    return ORIGIN
        .matcher(toldCaller(story))
        .results()
        .flatMap(found -> List.of(found.group(1), found.group(2)).stream())
        .toList();
  }

  // --- who is invited with what

  @Test
  void eachIsInvitedByItsOwnModeAndWhoNeedsNoMediaNodeWaitsForNone() {
    Story story = ring(stage(ANN, BOB));
    assertThat(story.ordered()).containsExactly("2:INVITE", "plan 1");
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo(BOB.uri());
    assertThat(offered(story, B)).isEqualTo(Sdp.A);
    assertThat(planned(story)).containsExactly(A, C);
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE");
    assertThat(story.request("INVITE", C).request().uri()).isEqualTo(ANN.uri());
    assertThat(offered(story, C)).contains("c=IN IP4 " + NODE);
  }

  @Test
  void wherePortsArePromisedAllAreInvitedAtOnce() {
    Story story =
        PromisedMediaTest.leasedAsInAPartition(rule(stage(ANN, BOB, EVE, DAN))).invites(Sdp.A);
    assertThat(story.ordered())
        .containsExactly("2:INVITE", "3:INVITE", "plan 1", "4:INVITE", "5:INVITE");
    assertThat(planned(story)).containsExactly(A, D, new LegId(5));
    assertThat(offered(story, C)).isEqualTo(Sdp.A);
    assertThat(offered(story, D)).contains("c=IN IP4 " + NODE);
  }

  /// A late timer: all of them are due, in the order of their delays.
  @Test
  void whoComesAfterOneThatWaitsForTheMediaNodeIsRungWithItsAnswer() {
    Story story = ring(stage(ANN, later(BOB, 2), later(EVE, 4)));
    story.now = story.now.plusSeconds(5);
    assertThat(story.mediaApplied().ordered()).containsExactly("2:INVITE", "3:INVITE", "plan 2");
    assertThat(offered(story, C)).isEqualTo(Sdp.A);
    assertThat(planned(story)).containsExactly(A, B, D);
    assertThat(story.mediaApplied().ordered()).containsExactly("4:INVITE");
  }

  @Test
  void lateOnesThatArePromisedPortsAreCountedInTheOrderInWhichTheyAreRung() {
    Story story =
        PromisedMediaTest.leasedAsInAPartition(
                rule(stage(ANN, later(EVE, 1), later(BOB, 2), later(ANN, 3))))
            .invites(Sdp.A)
            .promisesKept();
    story.now = story.now.plusSeconds(9);
    story.step(new TimerFired(CallTimer.DIAL.text(), story.armed(CallTimer.DIAL).generation()));
    assertThat(story.ordered()).containsExactly("plan 2", "3:INVITE", "4:INVITE", "5:INVITE");
    assertThat(planned(story)).containsExactly(A, B, C, new LegId(5));
    assertThat(offered(story, D)).isEqualTo(Sdp.A);
  }

  @Test
  void theModesMayFollowEachOtherInStages() {
    Story story = answers(ring(stage(BOB), stage(ANN)), B, 486, "");
    assertThat(story.ordered()).containsExactly("plan 1");
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE");
    assertThat(answers(story, C, 200, Sdp.B).ordered())
        .containsExactly("3:ACK", "1:200 INVITE", "plan 2");
    assertThat(toldCaller(story)).contains("c=IN IP4 " + NODE);
    Story other = answers(ring(stage(ANN), stage(BOB)).mediaApplied(), B, 486, "");
    assertThat(other.ordered()).containsExactly("3:INVITE");
    assertThat(offered(other, C)).isEqualTo(Sdp.A);
    assertThat(answers(other, C, 200, Sdp.B).ordered())
        .containsExactly("3:ACK", "1:200 INVITE", "release");
    assertThat(toldCaller(other)).isEqualTo(Sdp.B);
  }

  @Test
  void whoSaysNothingIsRungAsTheDialSays() {
    RingTarget plain = RingTarget.plain("sip:zoe@192.0.2.205");
    Story story =
        new Story(new Action.Ring(List.of(stage(ANN, plain)), MediaMode.BYPASS, EarlyMedia.FIRST))
            .invites(Sdp.A);
    assertThat(story.ordered()).containsExactly("2:INVITE", "plan 1");
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo(plain.uri());
  }

  @Test
  void ofOneTargetAloneItsOwnModeCounts() {
    Story story = ring(stage(BOB));
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(offered(story, B)).isEqualTo(Sdp.A);
    answers(story, B, 183, Sdp.B);
    assertThat(toldCaller(story)).as("it is heard, as of any that rings alone").isEqualTo(Sdp.B);
    assertThat(answers(story, B, 200, Sdp.B).ordered()).containsExactly("2:ACK", "1:200 INVITE");
    assertThat(ring(stage(ANN)).ordered()).containsExactly("plan 1");
  }

  @Test
  void aCallerWithoutAnOfferGetsThatOfTheOneThatAnswers() {
    Story story = new Story(rule(stage(ANN, BOB))).invites("").mediaApplied();
    assertThat(offered(story, B)).isEmpty();
    assertThat(offered(story, C)).isEmpty();
    answers(story, B, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:200 INVITE", "3:CANCEL", "release");
    assertThat(toldCaller(story)).isEqualTo(Sdp.B);
    assertThat(story.aAcks(Sdp.A).ordered()).containsExactly("2:ACK");
    assertThat(story.ack().request().body().toString()).isEqualTo(Sdp.A);
  }

  // --- those whom others name in their place (RFC 3261 section 8.1.3.4)

  @Test
  void whoIsNamedInAnothersPlaceIsRungAsThatOne() {
    Story story = redirects(both(), B);
    // The scripted phone has a Contact of its own besides.
    assertThat(story.ordered()).containsExactly("4:INVITE", "5:INVITE");
    assertThat(offered(story, D)).isEqualTo(Sdp.A);
    redirects(story, C);
    assertThat(story.ordered()).containsExactly("plan 2");
    assertThat(story.mediaApplied().ordered()).containsExactly("6:INVITE");
    assertThat(offered(story, new LegId(6))).contains("c=IN IP4 " + NODE);
    assertThat(answers(story, D, 200, Sdp.B).ordered()).contains("release");
  }

  @Test
  void whoIsNamedMeanwhileComesAfterThoseWhoWaitForTheMediaNode() {
    Story story = redirects(ring(stage(ANN, BOB)), B);
    assertThat(story.ordered()).isEmpty();
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE", "4:INVITE", "5:INVITE");
    assertThat(story.request("INVITE", C).request().uri()).isEqualTo(ANN.uri());
    assertThat(offered(story, C)).contains("c=IN IP4 " + NODE);
    assertThat(offered(story, D)).isEqualTo(Sdp.A);
  }

  // --- what the caller hears before an answer

  @Test
  void theEarlyMediaOfABypassedOneIsHeardByNobody() {
    Story story = answers(both(), B, 183, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE");
    assertThat(toldCaller(story)).isEmpty();
    answers(story, C, 183, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE", "plan 2");
    assertThat(toldCaller(story)).contains("c=IN IP4 " + NODE);
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Relay(C));
    // Nor is it when the other one fails.
    answers(story, C, 486, "");
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Silence());
    answers(story, B, 183, Sdp.B);
    assertThat(toldCaller(story)).isEmpty();
  }

  @Test
  void aBypassedOneThatChangesItsOfferBeforeItAnswersHearsWhyItCannot() {
    Story story =
        new Story(rule(stage(ANN, BOB))).invites(Sdp.A, "Supported: 100rel\r\n").mediaApplied();
    story.responds(
        B, story.request("INVITE", B), 183, B_TAG, "Require: 100rel\r\nRSeq: 7\r\n", Sdp.B);
    story.responds(B, story.request("PRACK", B), 200, B_TAG, "", "");
    story.bRequests("UPDATE", "", Sdp.B);
    assertThat(story.ordered()).containsExactly("2:488 UPDATE");
    assertThat(story.answer().headers().toString())
        .contains("the other party can be asked once it has answered");
  }

  // --- the bypassed one answers

  @Test
  void whereABypassedOneAnswersTheCallerGetsItsDescriptionAndTheMediaNodeIsReleased() {
    Story story = answers(both(), B, 200, Sdp.B);
    assertThat(story.told())
        .containsExactly(
            "LegPickedUp",
            "InviteAnswered",
            "CallAnswered",
            "LegsBridged",
            "LegDismissed",
            "MediaRequested");
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "3:CANCEL", "release");
    assertThat(toldCaller(story)).isEqualTo(Sdp.B);
    assertThat(story.last(ApplyMediaPlan.class).plan().version()).isEqualTo(2);
    assertThat(call(story).media()).isNull();
    assertThat(call(story).nodes()).containsExactly(Story.EDGE);
    assertThat(story.timers().keySet()).containsExactlyInAnyOrder("max-duration", "teardown");
    assertThat(story.aAcks("").told()).contains("CallEstablished");
    answers(story, C, 487, "");
    assertThat(story.timers().keySet()).containsExactly("max-duration");
    story.aRequests("BYE", "", "");
    assertThat(story.bResponds("BYE", 200, "").told()).containsExactly("LegClosed", "CallEnded");
    assertThat(story.ordered()).as("it was released before").isEmpty();
  }

  @Test
  void promisedPortsAreGivenBack() {
    Story story = PromisedMediaTest.leasedAsInAPartition(rule(stage(ANN, BOB))).invites(Sdp.A);
    assertThat(held(story).rtpPorts()).hasSize(2);
    answers(story, B, 200, Sdp.B);
    assertThat(held(story).isSameAs(HeldPorts.NONE)).isTrue();
  }

  @Test
  void itsAnswerMayHaveComeInTheProvisional() {
    Story story = answers(answers(both(), B, 183, Sdp.B), B, 200, "");
    assertThat(toldCaller(story)).isEqualTo(Sdp.B);
    assertThat(story.ordered()).contains("release");
  }

  /// RFC 3264 section 8: the session that the caller was told of goes on.
  @Test
  void toACallerWhoWasToldAnotherDescriptionItIsTheNextVersion() {
    Story story = answers(both(), C, 183, Sdp.B);
    List<String> first = origin(story);
    assertThat(first.getLast()).isEqualTo("1");
    answers(story, B, 200, Sdp.B);
    assertThat(origin(story)).containsExactly(first.getFirst(), "2");
    assertThat(toldCaller(story))
        .isEqualTo(
            Sdp.B.replaceFirst(
                "o=.*\r\n", "o=- " + first.getFirst() + " 2 IN IP4 " + NODE + "\r\n"));
    story.aAcks("");
    // What the other one says later is of that session too; what the caller says is its own.
    story.bRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(offered(story, A))
        .isEqualTo(
            Sdp.A_HOLDS.replaceFirst(
                "o=.*\r\n", "o=- " + first.getFirst() + " 3 IN IP4 " + NODE + "\r\n"));
    story.aResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(toldCaller(story)).isEqualTo(Sdp.B_HELD);
    story.bAcks("", story.bCseq());
    story.aRequests("INVITE", "", Sdp.A);
    assertThat(offered(story, B)).isEqualTo(Sdp.A);
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(origin(story)).containsExactly(first.getFirst(), "4");
  }

  @Test
  void theNextVersionIsThatOfAllThatTheCallerWasTold() {
    Story story = answers(both(), C, 183, Sdp.B);
    answers(story, C, 183, Sdp.B_HELD);
    assertThat(origin(story).getLast()).isEqualTo("2");
    answers(story, C, 486, "");
    answers(story, B, 200, Sdp.B);
    assertThat(origin(story).getLast()).isEqualTo("3");
    Bytes agreed = story.answer().body();
    assertThat(OwnSession.versionOf(agreed)).isEqualTo(3);
  }

  @Test
  void theSessionOfACallerOutlivesTheMediaNode() {
    Story story = answers(both(), C, 183, Sdp.B);
    List<String> first = origin(story);
    story.mediaApplied().step(refused(story, Reason.INTERNAL));
    answers(story, C, 487, "");
    answers(story, B, 200, Sdp.B);
    assertThat(origin(story)).containsExactly(first.getFirst(), "2");
    story.aAcks("").aRequests("INVITE", "", Sdp.A);
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(origin(story)).containsExactly(first.getFirst(), "3");
  }

  @Test
  void aDescriptionThatCannotBeReadIsNoNextVersion() {
    Story story = answers(both(), C, 183, Sdp.B);
    answers(story, B, 200, "v=0\r\nrubbish");
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(answers(story, C, 200, Sdp.B).told()).contains("LegsBridged");
  }

  /// RFC 4028: the same description, version and all.
  @Test
  void aRefreshSaysTheDescriptionOnceMore() {
    Story story = new Story(rule(stage(ANN, BOB)));
    List<Rule> rules = story.routing.rules();
    story.routing = new RoutingTable(7, rules, 30, 3_600, 20, 600);
    story.invites(Sdp.A).mediaApplied();
    answers(answers(story, C, 183, Sdp.B), B, 200, Sdp.B);
    String agreed = toldCaller(story);
    story.aAcks("").fires(new CallTimer.Session(A));
    assertThat(story.told()).containsExactly("LegReoffered");
    assertThat(offered(story, A)).isEqualTo(agreed);
    assertThat(story.aResponds("INVITE", 200, Sdp.A).told()).contains("ReofferAccepted");
  }

  // --- after it is connected

  private static Story bypassed() {
    Story story = answers(both(), B, 200, Sdp.B).aAcks("");
    return answers(story, C, 487, "");
  }

  @Test
  void aSessionThatChangesIsTheirOwn() {
    Story story = bypassed();
    assertThat(story.aRequests("INVITE", "", Sdp.A_HOLDS).ordered()).containsExactly("2:INVITE");
    assertThat(offered(story, B)).isEqualTo(Sdp.A_HOLDS);
    assertThat(story.bResponds("INVITE", 200, Sdp.B_HELD).told())
        .containsExactly("ResponsePassed", "LegHeld");
    assertThat(toldCaller(story)).isEqualTo(Sdp.B_HELD);
    assertThat(story.aAcks("").ordered()).isEmpty();
    // Whatever the exchange could not carry.
    assertThat(story.bRequests("INVITE", "", Sdp.VIDEO_ONLY).ordered()).containsExactly("1:INVITE");
    assertThat(offered(story, A)).isEqualTo(Sdp.VIDEO_ONLY);
  }

  @Test
  void mediaNodesAreNothingToItAnyMore() {
    Story story = bypassed();
    assertThat(story.loses(Story.MEDIA).events).isEmpty();
    assertThat(story.restarts(Story.MEDIA).events).isEmpty();
    assertThat(story.timers().keySet()).containsExactly("max-duration");
    story.step(new RtpTimedOut(Story.MEDIA, Story.LIFE, A, 20_000));
    assertThat(story.events).isEmpty();
    assertThat(story.ordered()).containsExactly("release");
  }

  @Test
  void nobodyTakesAPlaceInIt() {
    AggregateId comesFrom = AggregateId.of(new CallId("other"));
    Story story = bypassed();
    story.hears(
        comesFrom,
        new CallMessage.LegHandedOver(
            ReplacesTest.handed(Sdp.A),
            null,
            new ReplacedDialog(A, "a84b4c76e66710@192.0.2.1", Story.A_TAG, false)));
    assertThat(story.posts).contains(new Post(comesFrom, new CallMessage.LegOver(A, 488)));
    assertThat(call(story).isEnding()).isFalse();
  }

  // --- the relayed one answers

  @Test
  void whereARelayedOneAnswersAllIsAsAmongRelayedOnes() {
    Story story = answers(both(), C, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("3:ACK", "1:200 INVITE", "2:CANCEL", "plan 2");
    assertThat(toldCaller(story)).contains("c=IN IP4 " + NODE);
    assertThat(planned(story)).containsExactly(A, C);
    assertThat(story.plan().endpoints().getFirst().rtpTimeoutMillis()).isEqualTo(20_000);
    assertThat(story.aAcks("").told()).doesNotContain("CallEstablished");
    assertThat(story.mediaApplied().told()).contains("CallEstablished");
    story.join(Story.OTHER_MEDIA);
    assertThat(story.loses(Story.MEDIA).mediaApplied().told()).contains("LegReoffered");
  }

  // --- races

  @Test
  void theLateAnswerOfARelayedOneIsEndedByABye() {
    Story story = answers(answers(both(), B, 200, Sdp.B), C, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("3:ACK", "3:BYE");
    assertThat(call(story).media()).isNull();
    assertThat(story.aAcks("").told()).contains("CallEstablished");
  }

  @Test
  void theLateAnswerOfABypassedOneIsEndedByABye() {
    Story story = answers(answers(both(), C, 200, Sdp.B), B, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(call(story).media()).isNotNull();
  }

  @Test
  void theMediaNodesAnswerMayComeTooLate() {
    Story story = answers(ring(stage(ANN, BOB)), B, 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "release");
    assertThat(story.timers().keySet()).containsExactly("max-duration");
    assertThat(story.mediaApplied().decision).isInstanceOf(Decision.Refused.class);
    assertThat(story.step(refused(story, Reason.PORTS_EXHAUSTED)).decision)
        .isInstanceOf(Decision.Refused.class);
    assertThat(story.aAcks("").told()).contains("CallEstablished");
    assertThat(story.toldInAll().stream().filter("LegDialed"::equals)).hasSize(1);
  }

  @Test
  void whileTheMediaNodeIsAwayTheBypassedOneMayAnswer() {
    Story story = both();
    story.loses(Story.MEDIA);
    assertThat(story.told()).containsExactly("MediaLost");
    answers(story, B, 200, Sdp.B);
    assertThat(story.timers().keySet()).containsExactlyInAnyOrder("max-duration", "teardown");
    assertThat(story.aAcks("").told()).contains("CallEstablished");
    assertThat(story.restarts(Story.MEDIA).events).isEmpty();
  }

  // --- there is no media node, or none that can

  private static Story without(NodeId node, RingStage... stages) {
    Story story = new Story(rule(stages));
    story.nodes.remove(node);
    return story.invites(Sdp.A);
  }

  @Test
  void whereThereIsNoMediaNodeThoseWhoNeedNoneAreRung() {
    Story story = without(Story.MEDIA, stage(ANN, BOB), stage(EVE), stage(DAN));
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.event(TargetSkipped.class).status()).isEqualTo(503);
    answers(story, B, 486, "");
    assertThat(story.told())
        .containsExactly("LegFailed", "StageBegan", "TargetSkipped", "StageBegan", "LegDialed");
    assertThat(answers(story, C, 404, "").ordered()).containsExactly("1:486 INVITE");
    Story all = without(Story.MEDIA, stage(ANN, EVE));
    assertThat(all.ordered())
        .as("as where nothing is said of each")
        .containsExactly("1:503 INVITE");
  }

  @Test
  void wherePlanIsRefusedThoseWhoNeedNoMediaNodeRingOn() {
    for (Reason reason : Reason.values()) {
      Story story = ring(stage(ANN, BOB)).step(refused(ring(stage(ANN, BOB)), reason));
      assertThat(story.told()).as(reason.name()).containsExactly("MediaRequested", "TargetSkipped");
      assertThat(story.ordered()).containsExactly("release");
      assertThat(story.timers().keySet()).containsExactlyInAnyOrder("ring", "progress-1");
      assertThat(answers(story, B, 200, Sdp.B).ordered()).containsExactly("2:ACK", "1:200 INVITE");
    }
  }

  @Test
  void whereTheMediaNodeSaysNothingThoseWhoNeedNoneRingOn() {
    Story story = ring(stage(ANN, BOB)).fires(CallTimer.MEDIA_ANSWER);
    assertThat(story.told()).containsExactly("MediaRequested", "TargetSkipped");
    assertThat(answers(story, B, 200, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void whoWasInvitedWithAPromiseThatIsNotKeptRingsNoMore() {
    Story story = PromisedMediaTest.leasedAsInAPartition(rule(stage(ANN, BOB))).invites(Sdp.A);
    story.step(refused(story, Reason.UNSUPPORTED));
    assertThat(story.ordered()).containsExactly("release", "3:CANCEL");
    assertThat(held(story).isSameAs(HeldPorts.NONE)).isTrue();
    assertThat(answers(story, B, 200, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void whomTheMediaNodeNamesNoPortForIsPassedOver() {
    Story story = ring(stage(ANN, BOB), stage(EVE));
    story.step(new MediaPlanApplied(Story.MEDIA, Story.LIFE, 1, List.of()));
    assertThat(story.told()).containsExactly("MediaReady", "TargetSkipped", "MediaRequested");
    assertThat(planned(story)).containsExactly(A);
    assertThat(answers(story, B, 200, Sdp.B).ordered())
        .containsExactly("2:ACK", "1:200 INVITE", "release");
  }

  @Test
  void aPlanForOneMoreThatIsRefusedLeavesAllOthersRinging() {
    Story story = ring(stage(ANN, BOB, later(EVE, 5), later(DAN, 6))).mediaApplied();
    story.fires(CallTimer.DIAL).step(refused(story, Reason.UNSUPPORTED));
    assertThat(story.told()).containsExactly("MediaRequested", "TargetSkipped");
    assertThat(planned(story)).containsExactly(A, C);
    assertThat(story.fires(CallTimer.DIAL).ordered()).containsExactly("4:INVITE");
    assertThat(offered(story, D)).isEqualTo(Sdp.A);
    assertThat(answers(story, C, 200, Sdp.B).ordered()).contains("2:CANCEL", "4:CANCEL");
  }

  @Test
  void aNodeThatGivesThePlanInForceUpTakesOnlyItsOwnWithIt() {
    Story story = both().step(refused(both(), Reason.INTERNAL));
    assertThat(story.told()).containsExactly("MediaRequested", "LegDismissed");
    assertThat(story.ordered()).containsExactly("release", "3:CANCEL");
    assertThat(answers(story, B, 200, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void aLostMediaNodeIsWaitedForByThoseWhoRingByIt() {
    Story story = ring(stage(ANN, BOB, later(EVE, 5), later(DAN, 6))).mediaApplied();
    assertThat(story.loses(Story.MEDIA).told()).containsExactly("MediaLost");
    // Who would need it now is passed over.
    assertThat(story.fires(CallTimer.DIAL).told()).containsExactly("TargetSkipped");
    assertThat(story.fires(CallTimer.DIAL).ordered()).containsExactly("4:INVITE");
    assertThat(story.restarts(Story.MEDIA).ordered()).contains("plan 2");
    answers(story.mediaApplied(), C, 200, Sdp.B);
    assertThat(story.told()).contains("LegsBridged");
    Story gone = both();
    gone.loses(Story.MEDIA).fires(CallTimer.MEDIA_LOST);
    assertThat(gone.ordered()).containsExactly("release", "3:CANCEL");
    assertThat(answers(gone, B, 200, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void aLostMediaNodeIsNotWaitedForWhereNobodyRingsByIt() {
    Story story = ring(stage(ANN, BOB));
    assertThat(story.loses(Story.MEDIA).told())
        .containsExactly("MediaLost", "MediaRequested", "TargetSkipped");
    assertThat(story.timers().keySet()).containsExactlyInAnyOrder("ring", "progress-1");
    Story last = ring(stage(ANN), stage(BOB));
    assertThat(last.loses(Story.MEDIA).ordered()).containsExactly("release", "2:INVITE");
  }

  /// Plans of a call are counted on, and what the caller was told before is not at the node any
  /// more.
  @Test
  void anotherPlanComesAfterTheReleaseOfTheFirst() {
    Story story = answers(ring(stage(ANN, BOB), stage(EVE)).mediaApplied(), C, 183, Sdp.B);
    story.mediaApplied().step(refused(story, Reason.INTERNAL));
    assertThat(story.ordered()).containsExactly("release", "3:CANCEL");
    answers(story, C, 487, "");
    answers(story, B, 486, "");
    assertThat(story.ordered()).containsExactly("plan 4");
    story.restarts(Story.MEDIA).mediaApplied();
    answers(story, D, 200, Sdp.B);
    story.mediaApplied().aAcks("");
    assertThat(story.told()).contains("LegReoffered");
    assertThat(offered(story, A)).contains("c=IN IP4 " + NODE);
  }

  // --- what a caller offers that no media node carries

  @Test
  void aCallerWithoutAudioIsConnectedWithThoseWhoNeedNoMediaNode() {
    Story story = new Story(rule(stage(ANN, BOB))).invites(Sdp.VIDEO_ONLY);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(offered(story, B)).isEqualTo(Sdp.VIDEO_ONLY);
    assertThat(story.event(TargetSkipped.class).status()).isEqualTo(488);
    assertThat(answers(story, B, 200, Sdp.VIDEO_ONLY).ordered())
        .containsExactly("2:ACK", "1:200 INVITE");
    Story none = new Story(rule(stage(ANN), stage(BOB))).invites(Sdp.VIDEO_ONLY);
    assertThat(answers(none, B, 480, "").ordered()).containsExactly("1:488 INVITE");
    assertThat(new Story(rule(stage(ANN, EVE))).invites(Sdp.VIDEO_ONLY).ordered())
        .containsExactly("1:488 INVITE");
  }

  // --- a caller that has its own session with the exchange

  @Test
  void aPartyThatWasRungItselfIsRelayedWhateverTheRuleSays() {
    Story story = new Story(rule(stage(ANN, BOB)));
    story.step(
        new ControlRequested(
            new ControlRequest.Originate("sip:amy@192.0.2.1:5061", "bob", null, 20), "key"));
    story.mediaApplied();
    story.responds(A, story.request("INVITE", A), 200, Story.A_TAG, "", Sdp.A);
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("2:INVITE", "3:INVITE");
    assertThat(offered(story, B)).contains("c=IN IP4 " + NODE);
    assertThat(offered(story, C)).contains("c=IN IP4 " + NODE);
    assertThat(((Action.Ring) requireNonNull(story.event(CallRouted.class).action())).stages())
        .as("as it is done")
        .containsExactly(stage(ANN.by(null), BOB.by(null)));
    answers(story, C, 200, Sdp.B);
    assertThat(story.told()).contains("LegsBridged");
    assertThat(call(story).media()).isNotNull();
  }

  @Test
  void soIsAPartyThatWasParked() {
    Story story = new Story(new Action.Park("701", "500", 45));
    Rule park = new Rule("park", "bob", new Action.Park("701", "500", 45));
    Rule group = new Rule("group", "500", rule(stage(ANN, BOB)));
    story.routing =
        new RoutingTable(7, List.of(group, new Rule("all", ".*", park.action())), 30, 3_600, 20);
    story.invites(Sdp.A);
    story.hears(new ParkSlot("701").aggregate(), new CallMessage.SlotGranted(Story.LIFE));
    story.mediaApplied().aAcks("").fires(CallTimer.RECALL);
    assertThat(story.ordered()).contains("plan 2");
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("2:INVITE", "3:INVITE");
    assertThat(offered(story, C)).contains("c=IN IP4 " + NODE);
  }

  // --- the end

  @Test
  void aCallerWhoGivesUpCancelsBothAndTheMediaNodeIsReleasedOnce() {
    Story story = both().aCancels(true);
    assertThat(story.ordered()).containsExactly("1:487 INVITE", "2:CANCEL", "3:CANCEL");
    answers(story, B, 487, "");
    assertThat(answers(story, C, 487, "").ordered()).containsExactly("release");
    assertThat(story.event(CallEnding.class).outcome().cause()).isEqualTo(EndCause.CANCELLED);
    assertThat(story.last(ApplyMediaPlan.class).plan()).isEqualTo(new MediaPlan(2, List.of()));
  }
}
