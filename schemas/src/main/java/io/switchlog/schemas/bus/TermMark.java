package io.switchlog.schemas.bus;

import io.switchlog.schemas.topic.Log;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Whose word a record is: the header that call control puts on its commands, its timers and its
/// journal. A command's own bytes say nothing of it, so that a later owner can say them again as
/// its own.
///
/// @param log which log the decision belongs to
/// @param partition the inbox partition that it belongs to
/// @param term the owner's term
/// @param number the number of the journal's record that holds the decision; of a timer, that of
///   the last one before it
/// @param incarnation of a command: the life of the node that it was ordered from, so that one that
///   was replaced learns of it; 0 where none is known
/// @param sequence of a command: counts from 1 what the owner says to the node in its term, so that
///   one that came by another way is known to be the next ([CommandOrder]); 0 where nobody counted
public record TermMark(
    Log log, int partition, long term, long number, long incarnation, long sequence) {
  /// The header's name.
  public static final String HEADER = "term";

  /// How long the header's value is.
  static final int BYTES = Integer.BYTES + 4 * Long.BYTES + 1;

  /// A partition of a log: who owns it counts its terms.
  public record Owned(Log log, int partition) {}

  /// What is owned.
  public Owned owned() {
    return new Owned(log, partition);
  }

  /// Of what is no command.
  public TermMark(Log log, int partition, long term, long number) {
    this(log, partition, term, number, 0, 0);
  }

  /// The header's value.
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putInt(partition)
        .putLong(term)
        .putLong(number)
        .putLong(incarnation)
        .putLong(sequence)
        .put((byte) log.code())
        .array();
  }

  /// The mark of a record, null where it has none that can be read.
  public static @Nullable TermMark of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return null;
    }
    return of(header.value());
  }

  /// The mark of a header's value, of an older build too; null where it cannot be read.
  static @Nullable TermMark of(byte[] value) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      int partition = in.getInt();
      long term = in.getLong();
      long number = in.getLong();
      long incarnation = optional(in);
      long sequence = optional(in);
      // Builds that knew of one log did not say which.
      Log log = in.hasRemaining() ? Log.ofCode(in.get()) : Log.CALLS;
      return log == null ? null : new TermMark(log, partition, term, number, incarnation, sequence);
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static long optional(ByteBuffer in) {
    return in.remaining() < Long.BYTES ? 0 : in.getLong();
  }
}
