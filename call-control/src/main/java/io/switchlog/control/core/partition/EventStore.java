package io.switchlog.control.core.partition;

import java.util.function.BiConsumer;

/// What the machine reads back of what it had stored. The caller guarantees:
///
/// - the changes of an [Outcome] are applied, in order, before the next input is handed in;
/// - after a crash the store holds a prefix of all changes ever made, in their order;
/// - no input at or behind the first lost change has been committed.
public interface EventStore {

  /// Hands over all entries with `from <= key < to`, keys in unsigned byte order.
  void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> entry);
}
