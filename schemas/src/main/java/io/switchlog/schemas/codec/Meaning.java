package io.switchlog.schemas.codec;

import io.switchlog.schemas.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A digest of a record by what it means and not by how it is encoded, so that what is derived from
/// it - a command's id - is the same in two builds that lay the record out differently.
///
/// - A component that is null says nothing: a build that knows one nullable component more gives
///   the same digest while nothing is in it.
/// - A component counts with its name. Another name, another value, another order is another
///   digest.
/// - Instants and spans count in milliseconds, an int like the same long, an identifier like what
///   it holds, an enum by its symbol: as on the bus.
/// - The records of sealed families count with the name of their schema.
/// - An empty list or text is a value, and not the same as none.
public final class Meaning {
  private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
  private static final int DIGITS = 26;

  private static final ClassValue<MeaningOfRecord> WALKS =
      new ClassValue<>() {
        @Override
        protected MeaningOfRecord computeValue(Class<?> type) {
          return new MeaningOfRecord(type);
        }
      };
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private Meaning() {}

  /// The digest: 128 bits as 26 lower-case letters and digits, the same on any machine.
  ///
  /// @param record made of what may be on the bus
  /// @throws IllegalArgumentException if something in it may not be on the bus
  public static String of(Record record) {
    Scratch scratch = SCRATCH.get();
    scratch.bytes.clear();
    feed(record, scratch.bytes);
    scratch.digest.update(scratch.bytes.array(), 0, scratch.bytes.length());
    return text(scratch.digest.digest());
  }

  private static final class Scratch {
    final MeaningBytes bytes = new MeaningBytes();
    final MessageDigest digest;

    Scratch() {
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new LinkageError("every Java platform has SHA-256", e);
      }
    }
  }

  /// The first 128 bits, the last digit filled up with zeros.
  private static String text(byte[] hash) {
    char[] digits = new char[DIGITS];
    for (int i = 0; i < DIGITS; i++) {
      int bit = 5 * i;
      int two = (hash[bit / 8] & 0xff) << 8 | (bit / 8 + 1 < 16 ? hash[bit / 8 + 1] & 0xff : 0);
      digits[i] = BASE32[two >>> (11 - bit % 8) & 31];
    }
    return new String(digits);
  }

  static void feed(@Nullable Object value, MeaningBytes out) {
    switch (value) {
      case null -> out.kind('0');
      case String text -> out.text(text);
      case Integer number -> out.number(number);
      case Long number -> out.number(number);
      case Instant instant -> out.number(instant.toEpochMilli());
      case Duration span -> out.number(span.toMillis());
      case Boolean truth -> out.kind(truth ? 'T' : 'F');
      case Double number -> out.fraction(number);
      case Bytes bytes -> out.bytes(bytes.array());
      case Enum<?> symbol -> out.text(symbol.name());
      case List<?> list -> {
        out.size('L', list.size());
        for (Object item : list) {
          feed(item, out);
        }
      }
      case Map<?, ?> map -> {
        out.size('M', map.size());
        for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
          feed(entry.getKey(), out);
          feed(entry.getValue(), out);
        }
      }
      case Record record -> WALKS.get(record.getClass()).feed(record, out);
      default ->
          throw new IllegalArgumentException(
              "no meaning is known of " + value.getClass().getName());
    }
  }
}
