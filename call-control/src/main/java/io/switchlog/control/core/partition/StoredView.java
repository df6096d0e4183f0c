package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.PartitionView;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.node.NodePresence;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The partition's view and how it is stored: under the key of each node and of the routing table
/// the input that set it, behind its [Place]. A lost node stays there, so that old news of it can
/// be told from new.
final class StoredView {
  private static final int PLACE_BYTES = Long.BYTES + 1;

  private PartitionView current =
      new PartitionView(Collections.emptySortedMap(), RoutingTable.EMPTY);
  private final Map<NodeId, Long> incarnations = new HashMap<>();
  private final Map<Bytes, Place> places = new HashMap<>();
  private long mark = -1;

  /// Where an input took effect.
  ///
  /// @param offered whether the calls of the partition were told
  private record Place(long offset, boolean offered) {}

  PartitionView current() {
    return current;
  }

  /// The offset of the last input that changed the view, -1 for none.
  long mark() {
    return mark;
  }

  /// Lets an input take effect and stores it, or stores it again where it has had its effect. Where
  /// a later one has taken its place, it is unknown whether calls were told: their marks decide.
  ///
  /// @return whether the calls of the partition are to be told
  boolean apply(PartitionInput input, InboxEntry entry, OutcomeBuilder out) {
    Bytes key = keyOf(input);
    if (entry.offset() <= mark) {
      Place place = places.get(key);
      if (place == null || place.offset() != entry.offset()) {
        return true;
      }
      out.put(key, valueOf(entry, place));
      return place.offered();
    }
    if (!isNews(input)) {
      out.refused(null, "expected news of a node or of the routing, found what is known");
      return false;
    }
    Place place = new Place(entry.offset(), concernsCalls(input));
    take(input, key, place);
    out.put(key, valueOf(entry, place));
    return place.offered();
  }

  /// Takes an entry of the store.
  ///
  /// @throws UnreadableRecord if it is none that this build can read
  void restore(byte[] key, byte[] value, WriterSchemas writers) {
    ByteBuffer in = ByteBuffer.wrap(value);
    Place place = new Place(in.getLong(), in.get() != 0);
    mark = Math.max(mark, place.offset());
    byte[] record = new byte[in.remaining()];
    in.get(record);
    if (Families.INBOX.decode(record, writers).body() instanceof PartitionInput input) {
      take(input, Bytes.of(key), place);
    }
  }

  private boolean isNews(PartitionInput input) {
    return switch (input) {
      case RoutingChanged(RoutingTable table) -> table.version() > current.routing().version();
      case NodeJoined(NodePresence presence) -> {
        long known = incarnations.getOrDefault(presence.node(), Long.MIN_VALUE);
        NodePresence live = current.liveNodes().get(presence.node());
        yield presence.incarnation() > known
            || (presence.incarnation() == known && (live == null || differs(live, presence)));
      }
      case NodeLost(NodeId node, long incarnation, String _) -> {
        NodePresence live = current.liveNodes().get(node);
        yield live != null && live.incarnation() <= incarnation;
      }
    };
  }

  private static boolean differs(NodePresence live, NodePresence announced) {
    return live.status() != announced.status() || !live.listeners().equals(announced.listeners());
  }

  /// A node that changes, or is heard again, is no news to a call; one that begins or ends a life
  /// is.
  private boolean concernsCalls(PartitionInput input) {
    return switch (input) {
      case RoutingChanged _ -> false;
      case NodeJoined(NodePresence presence) -> {
        Long known = incarnations.get(presence.node());
        yield known == null || presence.incarnation() > known;
      }
      case NodeLost _ -> true;
    };
  }

  private void take(PartitionInput input, Bytes key, Place place) {
    switch (input) {
      case RoutingChanged(RoutingTable table) ->
          current = new PartitionView(current.liveNodes(), table);
      case NodeJoined(NodePresence presence) ->
          setNode(presence.node(), presence.incarnation(), presence);
      case NodeLost(NodeId node, long incarnation, String _) -> setNode(node, incarnation, null);
    }
    places.put(key, place);
    mark = Math.max(mark, place.offset());
  }

  private void setNode(NodeId node, long incarnation, @Nullable NodePresence presence) {
    SortedMap<NodeId, NodePresence> live = new TreeMap<>(current.liveNodes());
    if (presence == null) {
      live.remove(node);
    } else {
      live.put(node, presence);
    }
    incarnations.put(node, incarnation);
    current = new PartitionView(live, current.routing());
  }

  private static Bytes keyOf(PartitionInput input) {
    return switch (input) {
      case RoutingChanged _ -> StoreKeys.ROUTING;
      case NodeJoined joined -> StoreKeys.node(joined.presence().node());
      case NodeLost lost -> StoreKeys.node(lost.node());
    };
  }

  private static Bytes valueOf(InboxEntry entry, Place place) {
    byte[] record = entry.value().array();
    return Bytes.of(
        ByteBuffer.allocate(PLACE_BYTES + record.length)
            .putLong(place.offset())
            .put((byte) (place.offered() ? 1 : 0))
            .put(record)
            .array());
  }
}
