package io.switchlog.allinone.simulation;

import io.switchlog.allinone.simulation.Leaders.Place;
import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A Kafka producer as call control sets it: one request under way to each leader, with a batch for
/// each partition that has something; batches of one partition keep their order, those of two do
/// not; one that is refused or given up leaves a hole that those behind it do not see.
///
/// ```
///   send ──> queue of a partition ──┐
///   send ──> queue of a partition ──┴─> one request ──> leader ──> answers, in order
///                  └── too old: given up, whether it was taken or not
/// ```
final class SimulatedClient {
  private static final int MOST_MILLIS = 4;

  private final VirtualTime time;
  private final Random random;
  private final Leaders leaders;
  private final int deliveryMillis;
  private final List<Line> lines = new ArrayList<>();
  private boolean frozen;
  private boolean dead;

  /// What became of a record.
  interface Answer {
    /// Told once.
    ///
    /// @param offset where it stands, -1 where that is not known
    void done(long offset, @Nullable Exception fault);
  }

  private static final class Parcel {
    final Place place;
    final LongSupplier append;
    final Answer answer;
    long offset = -1;
    @Nullable Exception fault;
    boolean done;

    Parcel(Place place, LongSupplier append, Answer answer) {
      this.place = place;
      this.append = append;
      this.answer = answer;
    }

    void done() {
      if (!done) {
        done = true;
        answer.done(offset, fault);
      }
    }
  }

  /// What goes to one leader.
  private static final class Line {
    final int leader;
    final Map<Place, ArrayDeque<Parcel>> queues = new LinkedHashMap<>();
    final List<Parcel> request = new ArrayList<>();
    boolean departing;
    boolean arrived;
    boolean answered;

    Line(int leader) {
      this.leader = leader;
    }
  }

  /// @param deliveryMillis how long a record is tried for, 0 for ever
  SimulatedClient(VirtualTime time, Random random, Leaders leaders, int deliveryMillis) {
    this.time = time;
    this.random = random;
    this.leaders = leaders;
    this.deliveryMillis = deliveryMillis;
    for (int i = 0; i < Leaders.COUNT; i++) {
      lines.add(new Line(i));
    }
  }

  /// @param append what the leader does
  void send(Place place, LongSupplier append, Answer answer) {
    Parcel parcel = new Parcel(place, append, answer);
    Line line = lines.get(place.leader());
    line.queues.computeIfAbsent(place, _ -> new ArrayDeque<>()).add(parcel);
    if (deliveryMillis > 0) {
      time.after(deliveryMillis, () -> giveUp(parcel));
    }
    departLater(line);
  }

  private void giveUp(Parcel parcel) {
    if (!parcel.done && !frozen && !dead) {
      parcel.done = true;
      parcel.answer.done(-1, new TimeoutException("not taken in " + deliveryMillis + " ms"));
    }
  }

  private void departLater(Line line) {
    if (!line.departing && line.request.isEmpty() && !frozen && !dead) {
      line.departing = true;
      time.after(random.nextInt(3), () -> depart(line));
    }
  }

  private void depart(Line line) {
    line.departing = false;
    if (frozen || dead) {
      return;
    }
    for (ArrayDeque<Parcel> queue : line.queues.values()) {
      queue.removeIf(parcel -> parcel.done);
      int batch = queue.isEmpty() ? 0 : 1 + random.nextInt(queue.size());
      for (int i = 0; i < batch; i++) {
        line.request.add(queue.remove());
      }
    }
    if (!line.request.isEmpty()) {
      line.arrived = false;
      line.answered = false;
      time.after(1 + random.nextInt(MOST_MILLIS), () -> arrive(line));
    }
  }

  private void arrive(Line line) {
    if (line.arrived || line.request.isEmpty()) {
      return;
    }
    if (!leaders.isUp(line.leader)) {
      leaders.whenUp(line.leader, () -> arrive(line));
      return;
    }
    line.arrived = true;
    Map<Place, List<Parcel>> batches = new LinkedHashMap<>();
    line.request.forEach(
        parcel -> batches.computeIfAbsent(parcel.place, _ -> new ArrayList<>()).add(parcel));
    batches.forEach(this::take);
    time.after(1 + random.nextInt(MOST_MILLIS), () -> answer(line));
  }

  private void take(Place place, List<Parcel> batch) {
    Exception fault = leaders.refusal(place);
    if (batch.getFirst().done && !leaders.takesLate()) {
      fault = new TimeoutException("given up with the batch");
    }
    for (Parcel parcel : batch) {
      parcel.fault = fault;
      if (fault == null) {
        parcel.offset = parcel.append.getAsLong();
      }
    }
  }

  /// An answer that is lost is asked for again; the leader knows what it has taken.
  private void answer(Line line) {
    if (!leaders.isUp(line.leader)) {
      leaders.whenUp(line.leader, () -> answer(line));
      return;
    }
    line.answered = true;
    if (!frozen && !dead) {
      hear(line);
    }
  }

  private void hear(Line line) {
    List<Parcel> request = List.copyOf(line.request);
    line.request.clear();
    request.forEach(Parcel::done);
    departLater(line);
  }

  /// Its process dies: what has left may arrive, nobody hears the answer.
  void die() {
    dead = true;
    for (Line line : lines) {
      if (!line.arrived && random.nextBoolean()) {
        line.request.clear();
      }
    }
  }

  /// Its process is stopped: what has left arrives, nothing else leaves.
  void freeze() {
    frozen = true;
  }

  /// It goes on, and hears what it was answered.
  void thaw() {
    frozen = false;
    for (Line line : lines) {
      if (line.answered && !line.request.isEmpty()) {
        hear(line);
      } else {
        departLater(line);
      }
    }
  }
}
