package io.switchlog.control.stream;

import io.switchlog.control.core.partition.PackedEntries;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// A Streams store on the heap, in place of Streams' own: that one has an entry of a map for every
/// event, [PackedEntries] one for every call. Read and written by its task alone, so without locks.
final class HeapStore implements KeyValueStore<Bytes, byte[]> {
  private static final byte[] FIRST = {};

  /// Behind every key: UTF-8 has no such byte.
  private static final byte[] END = {(byte) 0xff};

  private final String name;
  private PackedEntries entries = new PackedEntries();
  private boolean open;

  private HeapStore(String name) {
    this.name = name;
  }

  /// Makes the store of each task.
  record Supplier(String name) implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new HeapStore(name);
    }

    @Override
    public String metricsScope() {
      return "in-memory";
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    open = true;
    context.register(root, (key, value) -> entries.put(key, value));
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    entries = new PackedEntries();
  }

  /// Nobody queries the store from outside.
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    entries.put(key.get(), value);
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
    byte[] known = get(key);
    if (known == null) {
      put(key, value);
    }
    return known;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> all) {
    all.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    byte[] known = get(key);
    put(key, null);
    return known;
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return entries.get(key.get());
  }

  /// Both bounds included.
  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    Found found = new Found();
    byte[] end = to == null ? END : to.get();
    entries.scan(from == null ? FIRST : from.get(), end, found::add);
    byte[] last = entries.get(end);
    if (last != null) {
      found.add(end, last);
    }
    return found;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  /// What a scan found, copied: what is changed meanwhile does not show.
  private static final class Found implements KeyValueIterator<Bytes, byte[]> {
    private final ArrayDeque<KeyValue<Bytes, byte[]>> left = new ArrayDeque<>();

    void add(byte[] key, byte[] value) {
      left.add(KeyValue.pair(Bytes.wrap(key), value));
    }

    @Override
    public boolean hasNext() {
      return !left.isEmpty();
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      return left.remove();
    }

    @Override
    public Bytes peekNextKey() {
      return left.element().key;
    }

    @Override
    public void close() {
      left.clear();
    }
  }
}
