package io.switchlog.wire.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a byte stream into SIP messages by their Content-Length (RFC 3261 18.3) and sees keepalives between
/// them (RFC 5626 3.5.1). One object a connection; no I/O, no clock, not for several threads.
///
///     bytes -> [ CRLF CRLF | header section ... CRLF CRLF | body of Content-Length | ... ]
///                 Ping                    Message                                     Broken: close
///
/// Holds at most the limit of one message besides the bytes just fed.
public final class StreamFraming {

  /// What came out of the stream.
  public sealed interface Frame {
    /// A whole message, in an array of its own, for [SipParser].
    @SuppressWarnings("ArrayRecordComponent")
    record Message(byte[] bytes) implements Frame {}

    /// A keepalive: answer with one CRLF.
    record Ping() implements Frame {}

    /// The stream cannot be cut any further: answer where possible and close. The last frame.
    record Broken(ParseResult.Malformed problem) implements Frame {}
  }

  private static final byte[] EMPTY = new byte[0];
  private static final int NOT_YET = -1;

  /// Bytes of a buffer with nothing in it.
  static final int MOST_KEPT = 4_096;

  private final Limits limits;
  private byte[] buffer = EMPTY;
  private int from;
  private int to;
  private int scanned;
  private int messageLength = NOT_YET;
  private boolean broken;

  public StreamFraming(Limits limits) {
    this.limits = limits;
  }

  /// Whether a [Frame.Broken] was given; further bytes are ignored.
  public boolean isBroken() {
    return broken;
  }

  /// Bytes held that do not make a frame yet.
  public int pendingBytes() {
    return to - from;
  }

  /// Bytes that the object takes, besides itself.
  int keptBytes() {
    return buffer.length;
  }

  /// Whether a message has begun that is not complete. Line breaks that may become a keepalive are
  /// none.
  public boolean isInMessage() {
    return !broken && from < to && buffer[from] != '\r';
  }

  /// Takes bytes from the connection and gives the frames that they complete, in order. The array
  /// is not kept.
  public List<Frame> feed(byte[] bytes, int offset, int length) {
    if (broken) {
      return List.of();
    }
    append(bytes, offset, length);
    List<Frame> frames = new ArrayList<>(2);
    boolean more = true;
    while (more && !broken) {
      more = messageLength == NOT_YET ? betweenMessages(frames) && head(frames) : body(frames);
    }
    if (broken || from == to) {
      // What a large message took is not kept for as long as the connection lasts.
      buffer = broken || buffer.length > MOST_KEPT ? EMPTY : buffer;
      from = 0;
      to = 0;
      scanned = 0;
    }
    return frames;
  }

  private void append(byte[] bytes, int offset, int length) {
    if (to + length > buffer.length) {
      int held = to - from;
      // At least twice as large, so that a message in small pieces is not copied for each of them.
      int needed = held + length;
      byte[] target =
          needed > buffer.length ? new byte[Math.max(needed, 2 * buffer.length)] : buffer;
      System.arraycopy(buffer, from, target, 0, held);
      buffer = target;
      scanned -= from;
      from = 0;
      to = held;
    }
    System.arraycopy(bytes, offset, buffer, to, length);
    to += length;
  }

  /// Moves past keepalives and stray line breaks. Whether a message begins here.
  private boolean betweenMessages(List<Frame> frames) {
    while (to - from >= 2 && buffer[from] == '\r' && buffer[from + 1] == '\n') {
      boolean second = to - from >= 4 && buffer[from + 2] == '\r' && buffer[from + 3] == '\n';
      boolean undecided = to - from == 2 || (to - from == 3 && buffer[from + 2] == '\r');
      if (undecided) {
        return false;
      }
      if (second) {
        frames.add(new Frame.Ping());
      }
      from += second ? 4 : 2;
      scanned = from;
    }
    if (from == to || (to - from == 1 && buffer[from] == '\r')) {
      return false;
    }
    if (!Ascii.is(buffer[from], Ascii.TOKEN)) {
      String found = MalformedHeader.excerpt(buffer, from, to);
      breakOff(frames, new ParseResult.Malformed("a start line", found, 0, 400, null));
      return false;
    }
    return true;
  }

  /// Finds the end of the header section and what it says of the body.
  private boolean head(List<Frame> frames) {
    int bodyStart = endOfHeaders();
    if (bodyStart < 0) {
      if (to - from > limits.maxMessageBytes()) {
        breakOff(frames, tooLarge("headers of " + (to - from) + " bytes and more", null));
      }
      return false;
    }
    if (bodyStart - from > limits.maxMessageBytes()) {
      breakOff(frames, tooLarge("headers of " + (bodyStart - from) + " bytes", null));
      return false;
    }
    // A problem's partial message outlives the buffer, so it is read from a copy.
    byte[] head = Arrays.copyOfRange(buffer, from, bodyStart);
    SipParser.DeclaredLength declared = SipParser.declaredLength(head, 0, head.length, limits);
    ParseResult.Malformed problem = declared.problem();
    if (problem != null) {
      breakOff(frames, problem);
      return false;
    }
    if (head.length + declared.bytes() > limits.maxMessageBytes()) {
      // With its body missing the message is malformed, and what could be read of it is its
      // headers.
      SipMessage partial =
          SipParser.parse(head, 0, head.length, limits) instanceof ParseResult.Malformed headersOnly
              ? headersOnly.partial()
              : null;
      String found = "a message of " + (head.length + declared.bytes()) + " bytes";
      breakOff(frames, tooLarge(found, partial));
      return false;
    }
    messageLength = head.length + (int) declared.bytes();
    return true;
  }

  private int endOfHeaders() {
    int i = Math.max(from, scanned - 3);
    while (true) {
      i = Ascii.lineBreak(buffer, i, to);
      if (i + 4 > to) {
        scanned = to;
        return -1;
      }
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
      i++;
    }
  }

  private boolean body(List<Frame> frames) {
    if (to - from < messageLength) {
      return false;
    }
    frames.add(new Frame.Message(Arrays.copyOfRange(buffer, from, from + messageLength)));
    from += messageLength;
    scanned = from;
    messageLength = NOT_YET;
    return true;
  }

  private ParseResult.Malformed tooLarge(String found, @Nullable SipMessage partial) {
    return new ParseResult.Malformed(
        "at most " + limits.maxMessageBytes() + " bytes a message", found, 0, 513, partial);
  }

  private void breakOff(List<Frame> frames, ParseResult.Malformed problem) {
    broken = true;
    frames.add(new Frame.Broken(problem));
  }
}
