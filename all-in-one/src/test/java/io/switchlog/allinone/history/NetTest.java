package io.switchlog.allinone.history;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.cli.CallReport;
import io.switchlog.allinone.history.Net.Kind;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The outcomes are those that call control decides, in its words.
class NetTest {
  @Test
  void silenceIsCaughtByTheRtpTimeoutWithItsSecondsAndItsLeg() {
    CallSummary call =
        summary(
            Told.endedBy(
                outcome(EndCause.MEDIA_FAILED, Told.CALLEE, "no RTP from any leg for 20020 ms")));

    assertThat(call.net())
        .isEqualTo(
            new Net(
                Kind.RTP_TIMEOUT,
                Told.CALLEE,
                "no RTP from any leg for 20020 ms (allowed: 20 s)",
                7,
                Told.START.plusSeconds(6)));
    assertThat(CallReport.title(call))
        .anyMatch(line ->
            line.startsWith(
                "  net       RTP timeout: no RTP from any leg for 20020 ms (allowed: 20 s), leg 2;"
                    + " event 7 at "));
    assertThat(EventText.netOf(call)).isEqualTo("RTP timeout");
  }

  @Test
  void anAnswerThatNobodyAcknowledgesIsCaughtByTheAckThatIsMissing() {
    assertThat(kind(EndCause.PROTOCOL_ERROR, LegId.CALLER, "no ACK from leg 1"))
        .isEqualTo(Kind.ACK_MISSING);
    assertThat(kind(EndCause.PROTOCOL_ERROR, Told.CALLEE, "expected a session description"))
        .isNull();
  }

  @Test
  void aMediaNodeThatRefusesIsNotOneThatDied() {
    assertThat(kind(EndCause.MEDIA_FAILED, null, "media refused: no port is free"))
        .isEqualTo(Kind.MEDIA_REFUSED);
    assertThat(kind(EndCause.NODE_LOST, null, "media node lost")).isEqualTo(Kind.MEDIA_NODE_GONE);
  }

  @Test
  void whatWaitedForAnotherMediaNodeStillNamesTheOneThatDied() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 6));
    events.add(new MediaLost(NodeId.media(0), Told.START.plusSeconds(36)));
    events.add(Told.released(LegId.CALLER, outcome(EndCause.NODE_LOST, null, "media node lost")));

    Net net = requireNonNull(summary(events).net());
    assertThat(net.kind()).isEqualTo(Kind.MEDIA_NODE_GONE);
    assertThat(net.text()).isEqualTo("media node lost: media-0");
  }

  @Test
  void theLongestDurationIsTold() {
    Outcome outcome = outcome(EndCause.MAX_DURATION, null, "the longest duration is over");

    assertThat(requireNonNull(summary(Told.endedBy(outcome)).net()).text())
        .isEqualTo("the longest duration is over (14400 s)");
  }

  @Test
  void aPartyThatAnswersNoRequestAnyMoreIsGone() {
    assertThat(kind(EndCause.UNAVAILABLE, Told.CALLEE, "leg 2 answered INVITE with 408"))
        .isEqualTo(Kind.PARTY_GONE);
  }

  @Test
  void nobodyAnsweredInTime() {
    Outcome outcome = new Outcome(EndCause.NO_ANSWER, null, 480, "Temporarily Unavailable");
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 4));
    events.add(
        new LegReleased(
            Told.CALLEE,
            LegReleased.How.CANCEL,
            null,
            false,
            Content.NONE,
            1,
            Content.NONE,
            outcome,
            Told.START.plusSeconds(99)));

    Net net = requireNonNull(summary(events).net());
    assertThat(net.kind()).isEqualTo(Kind.RING_TIMEOUT);
    assertThat(net.text()).isEqualTo("Temporarily Unavailable (after 60 s)");
  }

  @Test
  void anImpossibleHistoryIsQuarantined() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 6));
    events.add(new CallQuarantined("expected this, found that"));
    events.add(
        Told.released(
            LegId.CALLER,
            outcome(EndCause.INTERNAL_ERROR, null, "the call's history is impossible")));

    assertThat(requireNonNull(summary(events).net()).kind()).isEqualTo(Kind.QUARANTINE);
  }

  @Test
  void aPhoneThatHangsUpIsNoNet() {
    assertThat(summary(Told.talk()).net()).isNull();
    assertThat(summary(Told.refused()).net()).isNull();
    assertThat(EventText.netOf(summary(Told.talk()))).isEqualTo("-");
    assertThat(CallReport.title(summary(Told.talk()))).noneMatch(line -> line.contains("net"));
  }

  @Test
  void aNetThatComesAfterThePhoneDidNotEndTheCall() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 6));
    events.add(new LegHungUp(LegId.CALLER, Told.request("BYE"), Told.HUNG_UP));
    events.add(
        Told.released(
            Told.CALLEE, outcome(EndCause.MEDIA_FAILED, Told.CALLEE, "no RTP from any leg")));
    events.add(new CallEnded(Told.HUNG_UP, true, null, 2, Told.START.plusSeconds(70)));

    assertThat(summary(events).net()).isNull();
  }

  private static @Nullable Kind kind(EndCause cause, @Nullable LegId by, String text) {
    Net net = summary(Told.endedBy(outcome(cause, by, text))).net();
    return net == null ? null : net.kind();
  }

  private static Outcome outcome(EndCause cause, @Nullable LegId by, String text) {
    return new Outcome(cause, by, 200, text);
  }

  private static CallSummary summary(List<CallEvent> events) {
    return CallHistoryTest.recorded(events).summary();
  }
}
