package io.switchlog.allinone.simulation;

import io.switchlog.allinone.simulation.Leaders.Place;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.stream.Succession;
import io.switchlog.control.stream.TermClaim;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.testkit.time.VirtualTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Reads the journals of the partitions that an instance of call control is to own, and claims
/// them: what `JournalFollower` does, without standbys.
final class SimulatedFollower {
  private final SimulatedControl control;
  private final WriterSchemas writers;
  private final VirtualTime time;
  private final Random random;
  private final SimulatedBus bus;
  private final SimulatedClient claims;
  private final Map<Integer, Succession<AggregateState>> followed = new TreeMap<>();
  private long nonce;
  private boolean isOver;

  /// @param claims what claims are written with
  SimulatedFollower(
      SimulatedControl control,
      WriterSchemas writers,
      VirtualTime time,
      Random random,
      SimulatedBus bus,
      SimulatedClient claims) {
    this.control = control;
    this.writers = writers;
    this.time = time;
    this.random = random;
    this.bus = bus;
    this.claims = claims;
  }

  /// Reads a partition's history, from its beginning or from its floor, and takes it over.
  void own(int partition) {
    Floor floor = random.nextBoolean() ? bus.floor(partition) : null;
    Ledger<AggregateState> ledger =
        floor == null
            ? new Ledger<>(control.build.aggregate(), partition)
            : Ledger.from(control.build.aggregate(), floor);
    followed.put(partition, new Succession<>(ledger));
    readLater(partition, 1 + random.nextInt(4));
  }

  private void readLater(int partition, int millis) {
    time.after(millis, () -> read(partition));
  }

  private void read(int partition) {
    Succession<AggregateState> succession = followed.get(partition);
    if (succession == null || isOver) {
      return;
    }
    if (control.runs() && !bus.isAway() && fold(partition, succession)) {
      return;
    }
    readLater(partition, 1 + random.nextInt(8));
  }

  /// @return whether the partition is owned now, or will be read anew
  private boolean fold(int partition, Succession<AggregateState> succession) {
    List<Bytes> journal = bus.journal(partition);
    int most = random.nextInt(20) == 0 ? 1 + random.nextInt(20) : Integer.MAX_VALUE;
    for (int at = (int) succession.ledger().nextOffset(); at < journal.size() && most > 0; most--) {
      try {
        Envelope<JournalHead, JournalRecord> record =
            Families.JOURNAL.decode(journal.get(at).array(), writers);
        if (succession.take(at, record.head(), record.body())) {
          followed.remove(partition);
          control.begin(partition, succession.ledger());
          return true;
        }
        at++;
      } catch (UnknownSchema e) {
        // It is on its way, and asked for again.
        return false;
      }
    }
    if (succession.wantsEnd()) {
      succession.end(journal.size());
    }
    if (succession.mayClaim()) {
      claim(partition, succession.claim(control.node + "/" + control.incarnation + "/" + ++nonce));
    } else {
      succession.goOn();
    }
    return false;
  }

  private void claim(int partition, TermClaim claim) {
    JournalHead head = new JournalHead(claim.term(), 0, control.wallClock());
    TermBegan began =
        new TermBegan(
            claim.nonce(), control.node, control.build.name(), control.build.aggregate().rules());
    Bytes value = control.build.journal(Bytes.of(Families.JOURNAL.encode(head, began)));
    claims.send(
        Place.journal(partition),
        () -> bus.journal(partition, value),
        (offset, fault) -> {
          if (fault == null) {
            claim.written(offset);
          } else {
            claim.failed();
          }
        });
  }

  /// Nothing is wanted any more.
  void giveUp() {
    followed.clear();
  }

  void die() {
    isOver = true;
    claims.die();
  }

  void freeze() {
    claims.freeze();
  }

  void thaw() {
    isOver = true;
    claims.thaw();
  }
}
