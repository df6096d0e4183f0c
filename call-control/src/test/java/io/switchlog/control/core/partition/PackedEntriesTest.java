package io.switchlog.control.core.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedEntriesTest {
  private final PackedEntries packed = new PackedEntries();
  private final TreeMap<byte[], byte[]> plain = new TreeMap<>(Arrays::compareUnsigned);

  /// Whatever is put and removed in whatever order, it looks like a map of single entries.
  @Test
  void looksLikeAMapOfSingleEntries() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] key = key(random);
      byte[] value = random.nextInt(3) == 0 ? null : new byte[random.nextInt(5)];
      packed.put(key, value);
      if (value == null) {
        plain.remove(key);
      } else {
        random.nextBytes(value);
        plain.put(key, value);
        packed.put(key, value);
      }
      assertThat(packed.size()).isEqualTo(plain.size());
      assertThat(packed.get(key)).isEqualTo(plain.get(key));
      if (i % 100 == 0) {
        assertSameScan(StoreKeys.FIRST, StoreKeys.END);
        assertSameScan(StoreKeys.FIRST, StoreKeys.FIRST_CALL);
        assertSameScan(StoreKeys.FIRST_CALL, StoreKeys.END);
        CallId call = call(random);
        assertSameScan(StoreKeys.firstOf(call), StoreKeys.endOf(call));
        assertSameScan(StoreKeys.event(call, 2).array(), StoreKeys.event(call, 4).array());
      }
    }
  }

  @Test
  void holdsNothingOnceAllIsRemoved() {
    packed.put(StoreKeys.event(new CallId("a"), 2).array(), new byte[3]);
    packed.put(StoreKeys.event(new CallId("a"), 1).array(), new byte[0]);
    packed.put(StoreKeys.event(new CallId("a"), 2).array(), null);
    packed.put(StoreKeys.event(new CallId("a"), 1).array(), null);
    packed.put(StoreKeys.event(new CallId("a"), 1).array(), null);
    assertThat(packed.size()).isZero();
    packed.scan(
        StoreKeys.FIRST,
        StoreKeys.END,
        (_, _) -> {
          throw new AssertionError("found an entry");
        });
  }

  private static byte[] key(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> StoreKeys.ROUTING.array();
      case 1 -> ("\0node/edge-" + random.nextInt(12)).getBytes(UTF_8);
      default -> StoreKeys.event(call(random), 1 + random.nextInt(6)).array();
    };
  }

  /// Call ids of which one begins as another, and of any length.
  private static CallId call(Random random) {
    return new CallId("abcabcabcabc".substring(0, 1 + random.nextInt(12)));
  }

  private void assertSameScan(byte[] from, byte[] to) {
    List<String> expected = new ArrayList<>();
    plain.subMap(from, true, to, false).forEach((key, value) -> expected.add(text(key, value)));
    List<String> found = new ArrayList<>();
    packed.scan(from, to, (key, value) -> found.add(text(key, value)));
    assertThat(found).isEqualTo(expected);
  }

  private static String text(byte[] key, byte[] value) {
    return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
  }
}
