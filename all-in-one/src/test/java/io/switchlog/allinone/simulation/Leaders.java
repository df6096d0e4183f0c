package io.switchlog.allinone.simulation;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/// The brokers as their producers see them: each partition of a topic has its leader, which may be
/// slow to answer, or refuse what it is told. Journals and inboxes are led by the first two,
/// commands by the last two: so one leader takes a command while another loses the journal's record
/// of it, one loses both, and one takes the one and refuses the other.
final class Leaders {
  static final int COUNT = 3;

  /// The leader that leads no commands: those are of use to nobody when they come too late.
  static final int OF_HISTORY = 0;

  private final List<List<Runnable>> waiting = new ArrayList<>();
  private final int[] downs = new int[COUNT];
  private final Set<Place> refusing = new HashSet<>();
  private final Random random;

  Leaders(Random random) {
    this.random = random;
    for (int i = 0; i < COUNT; i++) {
      waiting.add(new ArrayList<>());
    }
  }

  /// A partition of a topic.
  record Place(String topic, int partition, int leader) {
    static Place journal(int partition) {
      return new Place("journal", partition, partition % 2);
    }

    static Place inbox(int partition) {
      return new Place("inbox", partition, (partition + 1) % 2);
    }

    static Place commands(NodeId node) {
      boolean edge = node.kind() == NodeKind.EDGE;
      return new Place(
          edge ? "edge.commands" : "media.commands",
          node.ordinal(),
          1 + (node.ordinal() + (edge ? 0 : 1)) % 2);
    }
  }

  boolean isUp(int leader) {
    return downs[leader] == 0;
  }

  /// It answers nobody, and takes nothing.
  void goDown(int leader) {
    downs[leader]++;
  }

  /// It goes on with what it was asked, in that order.
  void comeBack(int leader) {
    if (--downs[leader] == 0) {
      List<Runnable> then = List.copyOf(waiting.get(leader));
      waiting.get(leader).clear();
      then.forEach(Runnable::run);
    }
  }

  void whenUp(int leader, Runnable deed) {
    waiting.get(leader).add(deed);
  }

  /// The next batch for a place is not taken, whatever comes with it or after it.
  void refuseNext(Place place) {
    refusing.add(place);
  }

  /// Why a batch is not taken, null where it is.
  @Nullable Exception refusal(Place place) {
    return refusing.remove(place) ? new RecordTooLargeException("refused by the broker") : null;
  }

  /// Whether what its sender has given up is found in the socket and taken all the same.
  boolean takesLate() {
    return random.nextBoolean();
  }
}
