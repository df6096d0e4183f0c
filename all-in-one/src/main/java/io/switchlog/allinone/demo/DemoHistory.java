package io.switchlog.allinone.demo;

import io.switchlog.allinone.history.Cdr;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.replay.InboxReader;
import io.switchlog.control.replay.Replay;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.topic.Log;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the log tells of the call when it is over.
///
/// @param recorded its events
/// @param causes what caused them, by offset
/// @param quality what the media node measured
/// @param cdr the call detail record, null where the call did not end
/// @param verdict of deciding the recorded inbox again
public record DemoHistory(
    Recorded recorded,
    Map<Long, InboxRecord> causes,
    List<QualityMeasured> quality,
    @Nullable Cdr cdr,
    Verdict verdict) {
  private static final LegId CALLED = new LegId(2);

  /// Reads it, waiting a bounded time for what a call that was established and ended leaves behind:
  /// its last event, a closing quality report of each leg, and the commit that lets all of it be
  /// decided again.
  public static DemoHistory read(
      BusConfig bus, ClusterSecret secret, CallId call, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    try (TopicReader reader = TopicReader.connect(bus);
        InboxReader inbox = new InboxReader(bus, Log.CALLS)) {
      Replay<AggregateState> replay = new Replay<>(Kinds.of(secret), inbox.writers());
      AggregateId one = AggregateId.of(call);
      while (true) {
        Recorded recorded =
            Recorded.find(reader, call.value()).stream()
                .findFirst()
                .orElseGet(() -> new Recorded(call, 0, new TreeMap<>()));
        List<QualityMeasured> quality = recorded.quality(reader);
        DemoHistory history =
            new DemoHistory(
                recorded,
                recorded.causes(reader),
                quality,
                Cdr.of(call, recorded.inOrder(), quality),
                replay.one(inbox.partition(inbox.partitionOf(one)), one));
        if (history.faults().isEmpty() || System.nanoTime() > until || !pause()) {
          return history;
        }
      }
    }
  }

  /// False where the thread is to end.
  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// All that is otherwise than it has to be after a call that somebody answered and hung up, a
  /// line each.
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    long ends =
        recorded.inOrder().stream().filter(event -> event.body() instanceof CallEnded).count();
    if (ends != 1) {
      faults.add("the journal has " + ends + " CallEnded, expected 1");
    }
    if (cdr == null) {
      faults.add("there is no call detail record");
    } else {
      faultsOf(cdr, faults);
    }
    String different = faultOf(verdict, recorded.events().size());
    if (different != null) {
      faults.add(different);
    }
    return faults;
  }

  private static void faultsOf(Cdr cdr, List<String> faults) {
    if (cdr.cause() != EndCause.NORMAL || cdr.endedBy() == null) {
      faults.add("the call detail record has cause " + cdr.cause() + ", status " + cdr.status());
    }
    if (cdr.answer() == null || cdr.talk().isZero()) {
      faults.add("the call detail record has no answer");
    }
    if (cdr.dialed() == null || cdr.rule() == null) {
      faults.add("the call detail record does not say who was rung by which rule");
    }
    for (LegId leg : List.of(LegId.CALLER, CALLED)) {
      Cdr.Quality quality = cdr.quality().get(leg);
      if (quality == null || quality.packetsReceived() == 0 || quality.mos() == null) {
        faults.add("the call detail record has no quality of leg " + leg);
      }
    }
  }

  /// What is wrong with a verdict, null where nothing is.
  private static @Nullable String faultOf(Verdict verdict, int events) {
    if (!verdict.differences().isEmpty()) {
      Verdict.Difference first = verdict.differences().getFirst();
      return "the replay decides input %d/%d otherwise"
          .formatted(first.partition(), first.offset());
    }
    return verdict.events() == events
        ? null
        : "the replay compared " + verdict.events() + " of " + events + " events";
  }
}
