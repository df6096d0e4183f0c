package io.switchlog.switchlog.simulation;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A node's writer to the inbox: in order for each partition, acknowledged a while later.
final class Producer {
  private static final int MOST_MILLIS = 12;

  private final NodeId node;
  private final long incarnation;
  private final VirtualTime time;
  private final SimulatedBus bus;
  private final List<Pipe> requests = new ArrayList<>();
  private final List<Pipe> acknowledgements = new ArrayList<>();
  private long sequence;

  Producer(NodeId node, long incarnation, VirtualTime time, Random random, SimulatedBus bus) {
    this.node = node;
    this.incarnation = incarnation;
    this.time = time;
    this.bus = bus;
    for (int i = 0; i < bus.partitions(); i++) {
      requests.add(new Pipe(time, random, MOST_MILLIS));
      acknowledgements.add(new Pipe(time, random, MOST_MILLIS));
    }
  }

  void publish(CallId call, CallInput fact, Runnable acknowledged) {
    int partition = bus.partitionOf(call);
    Bytes value = Bytes.of(Families.INBOX.encode(origin(), fact));
    requests
        .get(partition)
        .send(() -> {
          bus.append(partition, call, value);
          acknowledgements.get(partition).send(acknowledged);
        });
  }

  void tellAll(PartitionInput input) {
    for (int i = 0; i < bus.partitions(); i++) {
      int partition = i;
      Bytes value = Bytes.of(Families.INBOX.encode(origin(), input));
      requests.get(i).send(() -> bus.append(partition, null, value));
    }
  }

  private Origin origin() {
    return new Origin(node, incarnation, ++sequence, time.now());
  }

  void die() {
    requests.forEach(Pipe::cut);
    acknowledgements.forEach(Pipe::clear);
  }
}
