package io.switchlog.control.stream;

import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// A store that holds nothing: it stands for the partition's journal. Because there is one, with a
/// log that stays empty, Streams gives each partition a standby, says here which partitions this
/// node is to follow, and makes the standby the next owner.
final class FollowedStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private final IntConsumer follow;
  private final IntConsumer unfollow;
  private int partition = -1;

  private FollowedStore(String name, IntConsumer follow, IntConsumer unfollow) {
    this.name = name;
    this.follow = follow;
    this.unfollow = unfollow;
  }

  /// Makes the store of each task, active or standby.
  record Supplier(String name, IntConsumer follow, IntConsumer unfollow)
      implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new FollowedStore(name, follow, unfollow);
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
    partition = context.taskId().partition();
    context.register(root, (_, _) -> {});
    follow.accept(partition);
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return partition >= 0;
  }

  @Override
  public void close() {
    if (partition >= 0) {
      unfollow.accept(partition);
      partition = -1;
    }
  }

  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    throw new UnsupportedOperationException("the journal is written by its sink");
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
    throw new UnsupportedOperationException("the journal is written by its sink");
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> all) {
    throw new UnsupportedOperationException("the journal is written by its sink");
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    throw new UnsupportedOperationException("the journal is written by its sink");
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return null;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Nothing();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return new Nothing();
  }

  @Override
  public long approximateNumEntries() {
    return 0;
  }

  private static final class Nothing implements KeyValueIterator<Bytes, byte[]> {
    @Override
    public boolean hasNext() {
      return false;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      return Collections.<KeyValue<Bytes, byte[]>>emptyIterator().next();
    }

    @Override
    public Bytes peekNextKey() {
      return next().key;
    }

    @Override
    public void close() {}
  }
}
