package io.switchlog.schemas.bus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Whose word a record is: the header that call control puts on its commands, its timers and its
/// journal. A command's own bytes say nothing of it, so that a later owner can say them again as
/// its own.
///
/// @param partition the inbox partition that the decision belongs to
/// @param term the owner's term
/// @param number the number of the journal's record that holds the decision; of a timer, that of
///   the last one before it
/// @param incarnation of a command: the life of the node that it was ordered from, so that one that
///   was replaced learns of it; 0 where none is known
public record TermMark(int partition, long term, long number, long incarnation) {
  /// The header's name.
  public static final String HEADER = "term";

  private static final int BYTES = Integer.BYTES + 3 * Long.BYTES;

  /// The header's value.
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putInt(partition)
        .putLong(term)
        .putLong(number)
        .putLong(incarnation)
        .array();
  }

  /// The mark of a record, null where it has none that can be read.
  public static @Nullable TermMark of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return null;
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(header.value());
      return new TermMark(
          in.getInt(), in.getLong(), in.getLong(), in.remaining() < Long.BYTES ? 0 : in.getLong());
    } catch (BufferUnderflowException e) {
      return null;
    }
  }
}
