package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Another program on the media node's host has a port that the node has leased to a partition.
@Timeout(180)
class PromiseNotKeptTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /// A quarter of the node's 2,000 pairs is its own; the rest is leased in blocks.
  private static final int FIRST_LEASED = 27_000;

  private static final int PAIRS_EACH = 1_500 / OneJvm.PARTITIONS;

  @TempDir Path folder;

  @Test
  void theNodeIsAskedAndTheCalleeToldOfTheOtherAddress() throws Exception {
    List<DatagramSocket> others = new ArrayList<>();
    try (UdpPhone bob = UdpPhone.listen("bob", "127.0.0.1", 0)) {
      for (int i = 0; i < OneJvm.PARTITIONS; i++) {
        int second = FIRST_LEASED + 2 * PAIRS_EACH * i + 2;
        others.add(new DatagramSocket(second, InetAddress.ofLiteral("127.0.0.1")));
      }
      bob.follow(Script.PLAIN.answerAfter(500));
      Rule rule = new Rule("bob", "bob", new Action.Dial(bob.uri(), Action.MediaMode.RELAY));
      RoutingTable routing = new RoutingTable(1, List.of(rule), 60, 3_600, 0);
      try (OneJvm platform = OneJvm.start(folder, Map.of(), routing);
          UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", 0)) {
        alice.call("sip:bob@127.0.0.1", "127.0.0.1:" + platform.sipPort());
        assertThat(alice.await(State.TALKING, LONG)).as(() -> "" + alice.log()).isTrue();
        assertThat(bob.await(_ -> bob.rtpPacketsHeard() > 25, LONG)).isTrue();
        assertThat(alice.await(_ -> alice.rtpPacketsHeard() > 25, LONG)).isTrue();
        alice.hangUp();
        assertThat(alice.await(State.ENDED, LONG)).as(() -> "" + alice.log()).isTrue();
        assertThat(bob.await(State.ENDED, LONG)).as(() -> "" + bob.log()).isTrue();
        assertThat(Objects.requireNonNull(alice.log()).outcome()).isEqualTo(Outcome.HUNG_UP);
        platform.awaitNoLiveCalls();

        List<AggregateEvent> events = events(platform);
        assertThat(events)
            .filteredOn(MediaRequested.class::isInstance)
            .extracting(event -> promised((MediaRequested) event))
            .startsWith(true, false);
        assertThat(events).hasAtLeastOneElementOfType(LegReoffered.class);
        assertThat(platform.run("replay", "--all").out()).contains("no difference");
      }
    } finally {
      others.forEach(DatagramSocket::close);
    }
  }

  private static boolean promised(MediaRequested requested) {
    return requested.plan().endpoints().stream().map(Endpoint::local).allMatch(Objects::nonNull);
  }

  private static List<AggregateEvent> events(OneJvm platform) {
    List<AggregateEvent> events = new ArrayList<>();
    try (TopicReader reader = TopicReader.connect(platform.bus())) {
      reader.decisions(_ -> true).forEach(stored -> events.addAll(stored.body().events()));
    }
    return events;
  }
}
