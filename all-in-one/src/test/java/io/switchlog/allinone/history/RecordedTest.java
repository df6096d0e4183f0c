package io.switchlog.allinone.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.cli.CallReport;
import io.switchlog.allinone.history.Recorded.MediaRelease;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.media.MediaPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedTest {
  @Test
  void mediaThatANodeHeldOnToIsToldOfTheLifeItWasOf() {
    List<Recorded> lives =
        Recorded.of(
            List.of(
                stored(0, Told.decision(Told.CALL, 7, 1, Told.talk())),
                stored(1, release(7)),
                stored(2, Told.decision(Told.CALL, 90, 1, Told.refused()))));

    assertThat(lives).hasSize(2);
    assertThat(lives.getFirst().releases())
        .containsExactly(new MediaRelease(NodeId.media(0), Told.START.plusSeconds(1)));
    assertThat(CallReport.releases(lives.getFirst()).getFirst())
        .startsWith("  media     still held by media-0, which asked, and released at ");
    assertThat(lives.getLast().releases()).isEmpty();
  }

  @Test
  void ofACallThatIsForgottenItIsTheLatestLife() {
    List<Recorded> lives =
        Recorded.of(
            List.of(
                stored(0, Told.decision(Told.CALL, 7, 1, Told.refused())),
                stored(1, Told.decision(Told.CALL, 90, 1, Told.talk())),
                stored(2, release(0))));

    assertThat(lives.getFirst().releases()).isEmpty();
    assertThat(lives.getLast().releases()).hasSize(1);
  }

  @Test
  void mediaOfAnEarlierLifeIsToldOfThatOneThoughALaterOneAnswered() {
    List<Recorded> lives =
        Recorded.of(
            List.of(
                stored(0, Told.decision(Told.CALL, 7, 1, Told.talk())),
                stored(1, Told.decision(Told.CALL, 90, 1, Told.talk())),
                stored(2, release(90, 7))));

    assertThat(lives.getFirst().releases()).hasSize(1);
    assertThat(lives.getLast().releases()).isEmpty();
  }

  @Test
  void aReleaseForACallThatTheJournalDoesNotKnowMakesNoCall() {
    assertThat(Recorded.of(List.of(stored(0, release(0))))).isEmpty();
  }

  private static Stored<JournalHead, Decided> stored(int second, Decided decided) {
    return new Stored<>(
        0,
        second,
        Told.START,
        Told.CALL.value(),
        new Envelope<>(new JournalHead(1, second + 1L, Told.START.plusSeconds(second)), decided));
  }

  private static Decided release(long life) {
    return release(life, life);
  }

  private static Decided release(long answering, long life) {
    ApplyMediaPlan order =
        new ApplyMediaPlan(Told.CALL, life, new MediaPlan(ApplyMediaPlan.WHATEVER, List.of()));
    Bytes command =
        Bytes.of(Families.MEDIA_COMMANDS.encode(new CommandHead("id", Told.START), order));
    return new Decided(
        AggregateKind.CALL,
        AggregateId.of(Told.CALL),
        answering,
        1,
        new Cause(0, 50, null),
        false,
        0,
        1,
        List.of(),
        List.of(new Ordered("ApplyMediaPlan", "id", NodeId.media(0), command)),
        List.of());
  }
}
