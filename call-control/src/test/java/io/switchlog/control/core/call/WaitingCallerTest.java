package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.ProgressRepeated;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.request.ControlRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A caller who waits for long is told so each minute (RFC 3261 section 13.3.1.1).
///
/// Holds `RepeatedProgress`.
class WaitingCallerTest {
  private static final CallTimer AGAIN = new CallTimer.Progress(A);

  /// One that is routed, to a party that may ring for ten minutes.
  private static Story invites(String more) {
    Story story = Story.relayed();
    story.routing = new RoutingTable(7, story.routing.rules(), 600, 3600, 20);
    return story.invites(Sdp.A, more).mediaApplied();
  }

  private static Instant due(Story story) {
    return story.armed(AGAIN).due();
  }

  private static Instant inAMinute(Story story) {
    return story.now.plus(Duration.ofMinutes(1));
  }

  private static boolean isToldAgain(Story story) {
    return story.timers().containsKey(AGAIN.text());
  }

  @Test
  void aCallerIsToldAgainEachMinuteWhatItWasToldLatest() {
    Story story = invites("").bAnswers(180, B_TAG, "");
    for (int minute = 0; minute < 5; minute++) {
      assertThat(due(story)).isEqualTo(inAMinute(story));
      assertThat(story.fires(AGAIN).told()).containsExactly("ProgressRepeated");
      assertThat(story.ordered()).containsExactly("1:180 INVITE");
      assertThat(story.answer().reason()).isEqualTo("Said So");
    }
    // It is the response that it had: the same dialog, and a phone that rings on.
    assertThat(story.answer().headers().toString()).contains(";tag=").doesNotContain("RSeq");
    story.bAnswers(200, B_TAG, Sdp.B).mediaApplied();
    assertThat(isToldAgain(story)).isFalse();
    assertThat(story.aAcks("").told()).contains("CallEstablished");
  }

  @Test
  void whoeverHearsSomethingIsLeftInPeaceForAMinute() {
    Story story = invites("");
    Instant first = due(story);
    story.now = story.now.plusSeconds(40);
    story.bAnswers(180, B_TAG, "");
    assertThat(due(story)).isEqualTo(inAMinute(story)).isAfter(first);
    assertThat(story.event(LegRang.class).againAt()).isEqualTo(due(story));
    story.now = story.now.plusSeconds(50);
    story.bAnswers(182, B_TAG, "");
    assertThat(due(story)).isEqualTo(inAMinute(story));
    assertThat(story.fires(AGAIN).ordered()).containsExactly("1:182 INVITE");
  }

  @Test
  void whoeverWasToldNothingIsToldThatItsCallGoesOn() {
    Story story = invites("");
    assertThat(story.event(CallRouted.class).againAt()).isEqualTo(due(story));
    assertThat(story.fires(AGAIN).ordered()).containsExactly("1:183 INVITE");
    assertThat(story.answer().reason()).isEqualTo("Session Progress");
    assertThat(story.answer().body().isEmpty()).isTrue();
    assertThat(due(story)).isEqualTo(inAMinute(story));
  }

  @Test
  void earlyMediaIsNotDescribedAgain() {
    Story story = invites("").bAnswers(183, B_TAG, Sdp.B);
    assertThat(story.answer().body().isEmpty()).isFalse();
    assertThat(story.fires(AGAIN).ordered()).containsExactly("1:183 INVITE");
    assertThat(story.answer().body().isEmpty()).isTrue();
    assertThat(story.answer().headers().toString()).doesNotContain("Content-Type");
  }

  @Test
  void whoeverInsistsOnAcknowledgingDoesSo() {
    Story story = invites("Require: 100rel\r\n").bAnswers(180, B_TAG, "");
    long first = Objects.requireNonNull(story.answer().rseq());
    story.aRequests("PRACK", "RAck: " + first + " 314159 INVITE\r\n", "");
    story.fires(AGAIN);
    assertThat(story.answer().rseq()).isEqualTo(first + 1);
    assertThat(story.answer().headers().toString()).contains("Require: 100rel\r\n");
    // It counts as progress of its own, and is told again by whoever takes the edge over.
    story.join(Story.SIBLING);
    assertThat(story.loses(Story.EDGE).ordered()).contains("1:180 INVITE");
    assertThat(story.answer().rseq()).isEqualTo(first + 1);
    story.aRequests("PRACK", "RAck: " + (first + 1) + " 314159 INVITE\r\n", "");
    assertThat(story.told()).contains("ProgressHeard");
  }

  @Test
  void whoeverOnlyCouldIsNotAskedTo() {
    Story story = invites("Supported: 100rel\r\n").bAnswers(183, B_TAG, Sdp.B);
    assertThat(story.answer().rseq()).isNotNull();
    assertThat(story.fires(AGAIN).answer().rseq()).isNull();
  }

  @Test
  void itGoesOnFromStageToStage() {
    RingTarget first = RingTarget.plain("sip:one@192.0.2.201");
    RingTarget second = RingTarget.plain("sip:two@192.0.2.202");
    Story story =
        new Story(
            new Action.Ring(
                List.of(new RingStage(List.of(first)), new RingStage(List.of(second))),
                Action.MediaMode.RELAY,
                Action.EarlyMedia.FIRST));
    story.routing = new RoutingTable(7, story.routing.rules(), 50, 3600, 20);
    story.invites(Sdp.A).mediaApplied().bAnswers(180, B_TAG, "");
    Instant due = due(story);
    story.fires(Story.RING).mediaApplied();
    assertThat(story.toldInAll()).contains("StageBegan");
    assertThat(due(story)).isEqualTo(due);
    assertThat(story.fires(AGAIN).ordered()).containsExactly("1:180 INVITE");
    story.fires(new CallTimer.Ring(new LegId(3)));
    assertThat(story.ordered()).contains("1:480 INVITE");
    assertThat(isToldAgain(story)).isFalse();
  }

  @Test
  void nobodyIsToldWhoDoesNotWait() {
    assertThat(isToldAgain(invites("").aCancels(false))).isFalse();
    assertThat(isToldAgain(invites("").bAnswers(486, B_TAG, ""))).isFalse();
    Story refused = new Story(new Action.Reject(403, "Forbidden")).invites(Sdp.A);
    assertThat(refused.event(CallRouted.class).againAt()).isNull();
    // One that was rung itself, and one that is parked.
    Story asked =
        Story.relayed()
            .step(
                new ControlRequested(
                    new ControlRequest.Originate("sip:ann@192.0.2.1:5061", "bob", null, 20),
                    "key"));
    asked.mediaApplied();
    asked.responds(A, asked.request("INVITE", A), 180, Story.A_TAG, "", "");
    assertThat(asked.event(LegRang.class).againAt()).isNull();
    asked.responds(A, asked.request("INVITE", A), 200, Story.A_TAG, "", Sdp.A);
    assertThat(asked.event(CallRouted.class).againAt()).isNull();
    Story parked = new Story(new Action.Park("701", null, 10)).invites(Sdp.A);
    assertThat(isToldAgain(parked)).isTrue();
    parked
        .hears(new ParkSlot("701").aggregate(), new CallMessage.SlotGranted(Story.LIFE))
        .mediaApplied();
    assertThat(parked.ordered()).contains("1:200 INVITE");
    assertThat(isToldAgain(parked)).isFalse();
    Story fetching = new Story(new Action.Retrieve("701")).invites(Sdp.A);
    assertThat(isToldAgain(fetching)).isTrue();
    fetching.hears(
        new ParkSlot("701").aggregate(), new CallMessage.OccupantTold(new CallId("parked")));
    assertThat(fetching.told()).contains("LegHandedOver");
    assertThat(isToldAgain(fetching)).isFalse();
  }

  @Test
  void aTimerThatIsTooLateTellsNothing() {
    Story story = invites("").bAnswers(180, B_TAG, "");
    long before = story.armed(AGAIN).generation();
    story.fires(AGAIN);
    assertThat(story.step(new TimerFired(AGAIN.text(), before)).told()).isEmpty();
    long latest = story.armed(AGAIN).generation();
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.step(new TimerFired(AGAIN.text(), latest)).told()).isEmpty();
    assertThat(story.history.stream().filter(ProgressRepeated.class::isInstance)).hasSize(1);
  }
}
