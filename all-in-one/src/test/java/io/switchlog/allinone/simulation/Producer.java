package io.switchlog.allinone.simulation;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.FactPublisher;
import io.switchlog.schemas.bus.KeptFact;
import io.switchlog.schemas.bus.KeptFacts;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A node's writer to the inbox: in order for each partition, acknowledged a while later. What it
/// keeps until then is kept as in a real node ([KeptFacts]).
final class Producer {
  private static final int MOST_MILLIS = 12;

  /// As in `BusWriter`.
  private static final int DELIVERY_TIMEOUT_MILLIS = 5_000;

  private static final int TELL_AGAIN_MILLIS = 300;

  private final NodeId node;
  private final long incarnation;
  private final VirtualTime time;
  private final SimulatedBus bus;
  private final Build build;
  private final long[] lastWritten;
  private final List<Pipe> requests = new ArrayList<>();
  private final List<Pipe> acknowledgements = new ArrayList<>();
  private final KeptFacts kept;
  private VirtualTime.@Nullable Alarm wakeUp;
  private long sequence;
  private long overtaken;
  private boolean dead;

  Producer(
      NodeId node,
      long incarnation,
      Build build,
      VirtualTime time,
      Random random,
      SimulatedBus bus) {
    this.node = node;
    this.incarnation = incarnation;
    this.time = time;
    this.bus = bus;
    this.build = build;
    this.lastWritten = new long[bus.partitions()];
    this.kept = new KeptFacts(KeptFacts.DEFAULT_BYTES, bus::partitionOf);
    for (int i = 0; i < bus.partitions(); i++) {
      requests.add(new Pipe(time, random, MOST_MILLIS));
      acknowledgements.add(new Pipe(time, random, MOST_MILLIS));
    }
  }

  /// Publishes a fact, which is kept until it is acknowledged.
  void publish(CallId call, AggregateInput fact, Runnable acknowledged) {
    publish(
        call,
        fact,
        false,
        error -> {
          if (error == null) {
            acknowledged.run();
          }
        });
  }

  /// Publishes a fact.
  ///
  /// @param repeatable whether it need not be kept
  /// @param outcome told later
  void publish(CallId call, AggregateInput fact, boolean repeatable, BusWriter.Outcome outcome) {
    byte[] value = build.written(Families.INBOX.encode(origin(), fact));
    long patience = FactPublisher.patienceMillis(fact);
    String refusal =
        kept.offer(
            time.nowMillis(), AggregateId.of(call), sequence, value, repeatable, patience, outcome);
    if (refusal != null) {
      time.after(
          1,
          () -> {
            if (!dead) {
              outcome.done(refusal);
            }
          });
    }
    say();
  }

  /// How many facts were written more than once.
  long saidAgain() {
    return kept.figures(time.nowMillis()).saidAgain();
  }

  /// How many facts were written behind a later one of the same partition.
  long overtaken() {
    return overtaken;
  }

  boolean hasRoom() {
    return kept.hasRoom();
  }

  private void say() {
    for (KeptFact fact = kept.next(time.nowMillis());
        fact != null;
        fact = kept.next(time.nowMillis())) {
      write(fact);
    }
    if (wakeUp != null) {
      wakeUp.off();
    }
    long next = kept.nextWakeUpMillis();
    if (next != Long.MAX_VALUE) {
      wakeUp =
          time.at(
              next,
              () -> {
                kept.wakeUp(time.nowMillis());
                say();
              });
    }
  }

  private void write(KeptFact fact) {
    int partition = fact.partition();
    requests
        .get(partition)
        .send(() -> {
          if (bus.isAway()) {
            timeOut(fact);
            return;
          }
          bus.append(partition, fact.aggregate(), Bytes.of(fact.value()));
          overtaken += fact.span() < lastWritten[partition] ? 1 : 0;
          lastWritten[partition] = Math.max(lastWritten[partition], fact.span());
          acknowledgements.get(partition).send(() -> acknowledged(fact));
        });
  }

  /// A broker that dies may take the acknowledgement of what it has written with it.
  private void acknowledged(KeptFact fact) {
    if (bus.isAway()) {
      timeOut(fact);
    } else {
      kept.acknowledged(fact);
      say();
    }
  }

  private void timeOut(KeptFact fact) {
    time.after(
        DELIVERY_TIMEOUT_MILLIS,
        () -> {
          if (!dead) {
            kept.failed(time.nowMillis(), fact, "the bus is away");
            say();
          }
        });
  }

  void tellAll(PartitionInput input) {
    for (int i = 0; i < bus.partitions(); i++) {
      int partition = i;
      Bytes value = build.written(Bytes.of(Families.INBOX.encode(origin(), input)));
      requests.get(i).send(() -> tell(partition, value));
    }
  }

  /// Said until the bus has it.
  private void tell(int partition, Bytes value) {
    if (bus.isAway()) {
      time.after(
          TELL_AGAIN_MILLIS,
          () -> {
            if (!dead) {
              tell(partition, value);
            }
          });
    } else {
      bus.append(partition, null, value);
    }
  }

  private Origin origin() {
    return new Origin(node, incarnation, ++sequence, time.now());
  }

  void die() {
    dead = true;
    if (wakeUp != null) {
      wakeUp.off();
    }
    requests.forEach(Pipe::cut);
    acknowledgements.forEach(Pipe::clear);
  }
}
