package io.switchlog.control.core.partition;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The entries of a store on the heap, in unsigned byte order of their keys. The events of a call
/// share one array: as entries of a map, ten of them would take a third more than what they hold.
///
///     call id, 0  ──>  number, length, value | number, length, value | …
///
/// A change copies the call's array, a kilobyte or two. Keys are those of [StoreKeys]. For one
/// thread.
public final class PackedEntries {
  private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;
  private static final byte[] NOTHING = {};

  private final TreeMap<byte[], byte[]> packs = new TreeMap<>(Arrays::compareUnsigned);
  private int size;

  /// How many entries there are.
  public int size() {
    return size;
  }

  /// The value of a key, null for none.
  public byte @Nullable [] get(byte[] key) {
    byte[] pack = packs.getOrDefault(StoreKeys.groupOf(key), NOTHING);
    long number = StoreKeys.numberInGroup(key);
    int at = find(pack, number);
    int end = endOf(pack, at, number);
    return at == end ? null : Arrays.copyOfRange(pack, at + HEAD_BYTES, end);
  }

  /// Sets the value of a key.
  ///
  /// @param value null to remove it
  public void put(byte[] key, byte @Nullable [] value) {
    byte[] group = StoreKeys.groupOf(key);
    long number = StoreKeys.numberInGroup(key);
    byte[] before = packs.getOrDefault(group, NOTHING);
    int at = find(before, number);
    int end = endOf(before, at, number);
    size += (value == null ? 0 : 1) - (at == end ? 0 : 1);
    int added = value == null ? 0 : HEAD_BYTES + value.length;
    ByteBuffer after = ByteBuffer.allocate(at + added + before.length - end).put(before, 0, at);
    if (value != null) {
      after.putLong(number).putInt(value.length).put(value);
    }
    after.put(before, end, before.length - end);
    if (after.capacity() == 0) {
      packs.remove(group);
    } else {
      packs.put(group, after.array());
    }
  }

  /// Hands over all entries with `from <= key < to`, in order.
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> entry) {
    for (Map.Entry<byte[], byte[]> pack :
        packs.subMap(StoreKeys.groupOf(from), true, to, false).entrySet()) {
      ByteBuffer in = ByteBuffer.wrap(pack.getValue());
      while (in.hasRemaining()) {
        byte[] key = StoreKeys.keyIn(pack.getKey(), in.getLong());
        byte[] value = new byte[in.getInt()];
        in.get(value);
        if (Arrays.compareUnsigned(from, key) <= 0 && Arrays.compareUnsigned(key, to) < 0) {
          entry.accept(key, value);
        }
      }
    }
  }

  /// Where the entry of a number begins, or would.
  private static int find(byte[] pack, long number) {
    ByteBuffer in = ByteBuffer.wrap(pack);
    int at = 0;
    while (at < pack.length && Long.compareUnsigned(in.getLong(at), number) < 0) {
      at += HEAD_BYTES + in.getInt(at + Long.BYTES);
    }
    return at;
  }

  /// Where the entry ends that begins there; `at` if that place belongs to another number.
  private static int endOf(byte[] pack, int at, long number) {
    ByteBuffer in = ByteBuffer.wrap(pack);
    return at < pack.length && in.getLong(at) == number
        ? at + HEAD_BYTES + in.getInt(at + Long.BYTES)
        : at;
  }
}
