package io.switchlog.allinone.history;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a node has said of itself last, and when.
public record NodeStanding(NodePresence presence, Instant heard) {
  /// How it is with a node.
  public enum State {
    /// It takes new work.
    LIVE,
    /// It takes none, and ends when what it has is done.
    DRAINING,
    /// It has said goodbye.
    STOPPED,
    /// It has said nothing for longer than a node may.
    LOST
  }

  /// Every node that `nodes` knows of, by kind and ordinal.
  ///
  /// @throws BusUnreachable if the bus does not answer
  public static List<NodeStanding> all(TopicReader reader) {
    TreeMap<NodeId, NodeStanding> latest = new TreeMap<>();
    for (var said : reader.read(Topics.NODES, Families.NODES, _ -> true)) {
      latest.put(said.body().node(), new NodeStanding(said.body(), said.at()));
    }
    return List.copyOf(latest.values());
  }

  /// One of them; null where `nodes` does not know it.
  public static @Nullable NodeStanding of(TopicReader reader, NodeId node) {
    return all(reader).stream()
        .filter(each -> each.presence().node().equals(node))
        .findFirst()
        .orElse(null);
  }

  /// How it is with the node.
  ///
  /// @param now by the clock of whoever asks, which the broker's is to agree with
  public State state(Instant now) {
    Duration lease = Duration.ofMillis(Presence.leaseMillis(presence.node().kind()));
    return switch (presence.status()) {
      case STOPPED -> State.STOPPED;
      case LIVE, DRAINING ->
          heard.plus(lease).isBefore(now)
              ? State.LOST
              : presence.status() == NodePresence.Status.LIVE ? State.LIVE : State.DRAINING;
    };
  }

  /// Whether it is there.
  public boolean isThere(Instant now) {
    return switch (state(now)) {
      case LIVE, DRAINING -> true;
      case STOPPED, LOST -> false;
    };
  }
}
