package io.switchlog.control.core.partition;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The keys of the store. An event's is its call id, a zero byte and its number, big-endian, so
/// that a scan meets the calls one after the other and their events in order. What describes the
/// partition itself stands before all calls, under keys that begin with a zero byte.
final class StoreKeys {
  private static final int NUMBER_BYTES = Long.BYTES;

  static final Bytes ROUTING = Bytes.of("\0routing");
  static final byte[] FIRST = {};
  static final byte[] FIRST_CALL = {1};

  /// Behind every key: UTF-8 has no such byte.
  static final byte[] END = {(byte) 0xff};

  private StoreKeys() {}

  static Bytes node(NodeId node) {
    return Bytes.of("\0node/" + node);
  }

  static Bytes event(CallId call, long number) {
    return Bytes.of(key(call, number));
  }

  static byte[] firstOf(CallId call) {
    return key(call, 0);
  }

  static byte[] endOf(CallId call) {
    return key(call, -1);
  }

  /// What a key has in common with those of its call's other events; all of it where it is none of
  /// a call's.
  static byte[] groupOf(byte[] key) {
    return isEvent(key) ? Arrays.copyOf(key, key.length - NUMBER_BYTES) : key;
  }

  /// What tells a key from the others of its group.
  static long numberInGroup(byte[] key) {
    return isEvent(key) ? numberOf(key) : 0;
  }

  /// The key of a group and a number: the inverse of the two above.
  static byte[] keyIn(byte[] group, long number) {
    return group[0] == 0
        ? group
        : ByteBuffer.allocate(group.length + NUMBER_BYTES).put(group).putLong(number).array();
  }

  private static boolean isEvent(byte[] key) {
    int zero = key.length - NUMBER_BYTES - 1;
    return zero > 0 && key[zero] == 0 && key[0] != 0;
  }

  static CallId callOf(byte[] key) {
    return new CallId(new String(key, 0, key.length - NUMBER_BYTES - 1, StandardCharsets.UTF_8));
  }

  static long numberOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - NUMBER_BYTES);
  }

  private static byte[] key(CallId call, long number) {
    byte[] text = call.value().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(text.length + 1 + NUMBER_BYTES)
        .put(text)
        .put((byte) 0)
        .putLong(number)
        .array();
  }
}
