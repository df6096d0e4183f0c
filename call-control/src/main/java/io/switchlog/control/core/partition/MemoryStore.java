package io.switchlog.control.core.partition;

import io.switchlog.control.core.partition.Outcome.StoreChange;
import io.switchlog.schemas.Bytes;
import java.util.List;
import java.util.function.BiConsumer;

/// A store without a log behind it, for replay, warm-up and simulation.
public final class MemoryStore implements EventStore {
  private final PackedEntries entries = new PackedEntries();

  /// Makes the changes, in order.
  public void apply(List<StoreChange> changes) {
    for (StoreChange change : changes) {
      Bytes value = change.value();
      entries.put(change.key().array(), value == null ? null : value.array());
    }
  }

  /// How many entries there are.
  public int size() {
    return entries.size();
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> entry) {
    entries.scan(from, to, entry);
  }
}
