package io.switchlog.control.core.partition;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.NodePresence.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An inbox partition written by a test.
public final class Log {
  static final int PARTITION = 3;
  static final NodeId NODE = NodeId.edge(7);
  final List<InboxEntry> entries = new ArrayList<>();
  Instant now = Instant.parse("2026-11-20T12:00:00Z");

  InboxEntry add(@Nullable String call, InboxRecord input) {
    byte[] value = Families.INBOX.encode(new Origin(NODE, 1, entries.size() + 1, now), input);
    return addBytes(call, value);
  }

  InboxEntry addBytes(@Nullable String call, byte[] value) {
    InboxEntry entry =
        new InboxEntry(
            PARTITION,
            entries.size(),
            now,
            call == null ? null : new AggregateId(call),
            Bytes.of(value));
    entries.add(entry);
    return entry;
  }

  InboxEntry tell(String call, long what) {
    return add(call, new RtpTimedOut(NODE, 0, LegId.CALLER, what));
  }

  InboxEntry joined(NodeId node, long incarnation) {
    return add(
        null, new NodeJoined(new NodePresence(node, incarnation, Status.LIVE, List.of(), 0)));
  }

  InboxEntry lost(NodeId node, long incarnation) {
    return add(null, new NodeLost(node, incarnation, "test"));
  }
}
