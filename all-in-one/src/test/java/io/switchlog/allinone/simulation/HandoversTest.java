package io.switchlog.allinone.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.simulation.Scene.Trait;
import io.switchlog.allinone.simulation.Verdict.Finding;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.Posted;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.CallMessage;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What must hold of legs that go from call to call: each sentence of it is found broken in a
/// journal that was made so.
class HandoversTest {
  private final World world = new World(3, Scene.CALM.where(Trait.PARKING));

  @BeforeEach
  void nothingIsWrong() {
    world.run();
    assertThat(Verdict.of(world)).isEmpty();
    assertThat(Handovers.of(world).replaced()).isPositive();
    assertThat(Handovers.of(world).movedAndConnected()).isPositive();
    assertThat(Handovers.of(world).returned()).isPositive();
  }

  @Test
  void aLegOfWhichNobodySaysThatItIsOverIsFound() {
    posts(post -> post.message() instanceof CallMessage.LegOver ? Stream.empty() : Stream.of(post));

    assertFound("came to an end there 0 times");
  }

  @Test
  void aLegThatIsOverTwiceIsFound() {
    posts(post ->
        post.message() instanceof CallMessage.LegOver ? Stream.of(post, post) : Stream.of(post));

    assertFound("came to an end there 2 times");
  }

  @Test
  void aLegThatComesBackTwiceIsFound() {
    posts(post ->
        post.message() instanceof CallMessage.DialogReturned
            ? Stream.of(post, post)
            : Stream.of(post));

    assertFound("came to an end there 2 times");
  }

  @Test
  void aCallThatEndsForAnotherReasonThanItsLegDoesIsFound() {
    events(event ->
        event instanceof CallEnding(Outcome outcome) && outcome.cause() == EndCause.HANDED_OVER
            ? new CallEnding(
                new Outcome(EndCause.MAX_DURATION, null, 200, "the longest duration is over"))
            : event);

    assertFound("its first one ended with: the longest duration is over");
  }

  @Test
  void aReplacedPhoneThatIsNotReleasedIsFound() {
    dropWhere(LegsBridged.class, LegDismissed.class);

    assertFound("was replaced, and not released");
  }

  @Test
  void aReplacedPhoneThatIsHeardOnIsFound() {
    plans(endpoint ->
        endpoint.source() instanceof Source.Relay && endpoint.leg().value() > 2
            ? endpoint.hearing(new Source.Relay(LegId.CALLER))
            : endpoint);
    plans(endpoint ->
        endpoint.source() instanceof Source.Relay && endpoint.leg().value() == 2
            ? endpoint.hearing(new Source.Relay(LegId.CALLER))
            : endpoint);

    assertFound("was replaced, and still is heard or hears");
  }

  @Test
  void twoWhoDoNotHearEachOtherAreFound() {
    plans(endpoint ->
        endpoint.source() instanceof Source.Relay
            ? endpoint.hearing(new Source.Silence())
            : endpoint);

    assertFound("hears [], and should hear");
  }

  @Test
  void oneWhoTalksToAPortThatIsNotItsOwnIsFound() {
    events(event ->
        event instanceof MediaReady ready
            ? new MediaReady(
                ready.node(),
                ready.version(),
                ready.endpoints().stream()
                    .map(endpoint -> new LocalEndpoint(endpoint.leg(), endpoint.host(), 9))
                    .toList())
            : event);
    plans(endpoint -> endpoint.at(null));

    assertFound("where nobody hears it");
  }

  @Test
  void twoWhoWereNotConnectedThoughNothingWasInTheWayAreFound() {
    drop(LegsBridged.class);

    assertFound("nothing was in the way, and two were not connected");
    assertFound("talks, and no call says to whom");
  }

  @Test
  void aCallThatNeverEndsThoughItsLegIsOverIsFound() {
    drop(CallEnding.class);

    assertFound("its first one ended with: nothing");
  }

  private void assertFound(String text) {
    assertThat(Handovers.of(world).findings())
        .extracting(Finding::text)
        .anyMatch(found -> found.contains(text));
  }

  // --- another journal

  private void posts(Function<Posted, Stream<Posted>> change) {
    decisions(decided ->
        with(decided, decided.events(), decided.messages().stream().flatMap(change).toList()));
  }

  private void events(UnaryOperator<AggregateEvent> change) {
    decisions(decided ->
        with(decided, decided.events().stream().map(change).toList(), decided.messages()));
  }

  private void plans(UnaryOperator<Endpoint> change) {
    events(event ->
        event instanceof MediaRequested asked
            ? new MediaRequested(
                asked.node(),
                new MediaPlan(
                    asked.plan().version(), asked.plan().endpoints().stream().map(change).toList()),
                asked.answerBy(),
                asked.movedFrom())
            : event);
  }

  private void drop(Class<? extends AggregateEvent> kind) {
    decisions(decided -> without(decided, kind));
  }

  private void dropWhere(
      Class<? extends AggregateEvent> where, Class<? extends AggregateEvent> kind) {
    decisions(decided ->
        decided.events().stream().anyMatch(where::isInstance) ? without(decided, kind) : decided);
  }

  private static Decided without(Decided decided, Class<? extends AggregateEvent> kind) {
    return with(
        decided,
        decided.events().stream().filter(event -> !kind.isInstance(event)).toList(),
        decided.messages());
  }

  private static Decided with(Decided decided, List<AggregateEvent> events, List<Posted> posts) {
    return new Decided(
        decided.kind(),
        decided.id(),
        decided.life(),
        decided.rules(),
        decided.cause(),
        decided.more(),
        decided.said(),
        decided.firstEvent(),
        events,
        decided.commands(),
        decided.timers(),
        posts);
  }

  private void decisions(UnaryOperator<Decided> change) {
    for (int i = 0; i < world.bus().partitions(); i++) {
      world
          .bus()
          .journal(i)
          .replaceAll(value -> {
            Envelope<JournalHead, JournalRecord> record = Families.JOURNAL.decode(value.array());
            return record.body() instanceof Decided decided
                ? Bytes.of(Families.JOURNAL.encode(record.head(), change.apply(decided)))
                : value;
          });
    }
  }
}
