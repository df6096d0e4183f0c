package io.switchlog.allinone.history;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CdrTest {
  @Test
  void aTalkIsTimedFromInviteToAnswerToWhoHangsUpFirst() {
    Cdr cdr =
        Cdr.of(
            Told.CALL,
            Told.journal(Told.talk()),
            List.of(
                Told.quality(LegId.CALLER, false, Told.START.plusSeconds(3), 50),
                Told.quality(LegId.CALLER, true, Told.START.plusSeconds(7), 20),
                Told.quality(LegId.CALLER, true, Told.START.plusSeconds(5), 60)));

    assertThat(cdr)
        .isEqualTo(
            new Cdr(
                Told.CALL,
                "sip:alice@example.org",
                "sip:2bob@127.0.0.1:5060",
                "sip:bob@127.0.0.1:5070",
                "to-bob",
                3,
                Told.START,
                Told.START.plusSeconds(4),
                Told.START.plusSeconds(6),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2),
                EndCause.NORMAL,
                LegId.CALLER,
                200,
                null,
                new TreeMap<>(
                    Map.of(LegId.CALLER, new Cdr.Quality(180, 190, 20, 10.0, 1.5, 4.2)))));
  }

  @Test
  void aTalkIsTheSameInTheWordsOfAnyRules() {
    assertThat(Cdr.of(Told.CALL, Told.talkOfRules5(), List.of()))
        .isEqualTo(Cdr.of(Told.CALL, Told.journal(Told.talk()), List.of()));
  }

  @Test
  void ofSeveralThatRangTheOneIsNamedThatAnswered() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 4));
    events.add(Told.dialed(new LegId(3), "sip:eve@127.0.0.1:5071"));
    events.add(new LegsBridged(LegId.CALLER, Told.CALLEE));
    events.add(new CallEnded(Told.HUNG_UP, true, null, 0, Told.START));

    assertThat(requireNonNull(Cdr.of(Told.CALL, Told.journal(events), List.of())).dialed())
        .isEqualTo("sip:bob@127.0.0.1:5070");
    events.remove(5);
    assertThat(requireNonNull(Cdr.of(Told.CALL, Told.journal(events), List.of())).dialed())
        .isEqualTo("sip:eve@127.0.0.1:5071");
  }

  @Test
  void aRefusedCallHasNoAnswerAndNoTalk() {
    Cdr cdr = requireNonNull(Cdr.of(Told.CALL, Told.journal(Told.refused()), List.of()));

    assertThat(cdr.answer()).isNull();
    assertThat(cdr.talk()).isZero();
    assertThat(cdr.setup()).isEqualTo(Duration.ofSeconds(2));
    assertThat(cdr.dialed()).isNull();
    assertThat(cdr.cause()).isEqualTo(EndCause.NOT_FOUND);
    assertThat(cdr.status()).isEqualTo(404);
  }

  @Test
  void aCallThatANetEndedNamesIt() {
    List<CallEvent> events =
        Told.endedBy(new Outcome(EndCause.MAX_DURATION, null, 200, "the longest duration is over"));
    Cdr cdr = requireNonNull(Cdr.of(Told.CALL, Told.journal(events), List.of()));

    assertThat(requireNonNull(cdr.net()).kind()).isEqualTo(Net.Kind.MAX_DURATION);
  }

  @Test
  void aCallThatGoesOnHasNone() {
    assertThat(Cdr.of(Told.CALL, Told.journal(Told.talk().subList(0, 7)), List.of())).isNull();
  }
}
