package io.switchlog.control.stream;

import io.switchlog.control.core.partition.EventStore;
import io.switchlog.control.core.partition.Outcome.StoreChange;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// The machine's store in a Streams store. Both keep keys in unsigned byte order.
final class StreamStore implements EventStore {
  private final KeyValueStore<Bytes, byte[]> store;

  StreamStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void apply(List<StoreChange> changes) {
    for (StoreChange change : changes) {
      Bytes key = Bytes.wrap(change.key().array());
      if (change.value() == null) {
        var _ = store.delete(key);
      } else {
        store.put(key, change.value().array());
      }
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> entry) {
    Bytes end = Bytes.wrap(to);
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(Bytes.wrap(from), end)) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> next = entries.next();
        if (!next.key.equals(end)) {
          entry.accept(next.key.get(), next.value);
        }
      }
    }
  }
}
