package io.switchlog.wire.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a message: a new one, or a copy with changes. Lines that nobody touches keep their bytes
/// and their order. Content-Length is always set from the body.
///
/// Not for use by several threads at once.
public final class MessageBuilder<M extends SipMessage> {
  private static final byte[] NO_BODY = new byte[0];
  private static final byte[] CRLF = {'\r', '\n'};
  private static final Limits UNLIMITED = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final byte[] startLine;
  private final Class<M> kind;
  private final List<HeaderLine> lines = new ArrayList<>(16);
  private byte[] body = NO_BODY;

  MessageBuilder(String startLine, Class<M> kind) {
    HeaderLine.refuseLineBreak(startLine);
    this.startLine = Ascii.bytes(startLine);
    this.kind = kind;
  }

  MessageBuilder<M> copyOf(SipMessage message) {
    for (int i = 0; i < message.headerCount(); i++) {
      copyLine(message, i);
    }
    body = message.body();
    return this;
  }

  void copyLine(SipMessage message, int i) {
    lines.add(HeaderLine.of(message, i));
  }

  /// Appends all lines of that name as they stand in another message.
  public MessageBuilder<M> copy(SipMessage source, HeaderName name) {
    for (int i = source.index.next(name, 0); i >= 0; i = source.index.next(name, i + 1)) {
      copyLine(source, i);
    }
    return this;
  }

  /// Appends a header line.
  ///
  /// @throws IllegalArgumentException where the name is no token or the value holds a line break
  public MessageBuilder<M> header(String name, String value) {
    lines.add(HeaderLine.of(name, value));
    return this;
  }

  /// As [#header(String, String)].
  public MessageBuilder<M> header(HeaderName name, Object value) {
    return header(name.canonical(), value.toString());
  }

  /// Puts a line above the first one of that name, or above all headers where there is none.
  public MessageBuilder<M> prepend(HeaderName name, Object value) {
    lines.add(Math.max(0, find(name)), HeaderLine.of(name.canonical(), value.toString()));
    return this;
  }

  /// Replaces all lines of that name by one, in the place of the first, or appends it.
  public MessageBuilder<M> set(String name, String value) {
    HeaderLine line = HeaderLine.of(name, value);
    int at = 0;
    while (at < lines.size() && !lines.get(at).isNamed(line)) {
      at++;
    }
    if (at == lines.size()) {
      lines.add(line);
      return this;
    }
    lines.set(at, line);
    List<HeaderLine> rest = lines.subList(at + 1, lines.size());
    rest.removeIf(other -> other.isNamed(line));
    return this;
  }

  /// As [#set(String, String)].
  public MessageBuilder<M> set(HeaderName name, Object value) {
    return set(name.canonical(), value.toString());
  }

  /// Removes all lines of that name.
  public MessageBuilder<M> remove(HeaderName name) {
    lines.removeIf(line -> line.name() == name);
    return this;
  }

  /// Removes all lines of that name, known to us or not.
  public MessageBuilder<M> remove(String name) {
    HeaderLine like = HeaderLine.of(name, "");
    lines.removeIf(line -> line.isNamed(like));
    return this;
  }

  /// Removes the first value of a list header, such as the top Via; other values of its line stay.
  public MessageBuilder<M> removeFirst(HeaderName name) {
    int at = find(name);
    if (at >= 0) {
      HeaderLine rest = lines.get(at).afterFirstValue();
      if (rest == null) {
        lines.remove(at);
      } else {
        lines.set(at, rest);
      }
    }
    return this;
  }

  /// Replaces the first value of a list header, or appends the header.
  public MessageBuilder<M> replaceFirst(HeaderName name, Object value) {
    int at = find(name);
    if (at < 0) {
      return header(name, value);
    }
    removeFirst(name);
    lines.add(at, HeaderLine.of(name.canonical(), value.toString()));
    return this;
  }

  /// Notes in the top Via where the request came from, see [Via#seenFrom(String, int)]. A top Via
  /// that cannot be read, or with nothing to note, stays as it is.
  public MessageBuilder<M> seenFrom(String sourceAddress, int sourcePort) {
    int at = find(HeaderName.VIA);
    if (at < 0) {
      return this;
    }
    try {
      Via via = Via.parse(lines.get(at).cursor());
      Via seen = via.seenFrom(sourceAddress, sourcePort);
      return seen.equals(via) ? this : replaceFirst(HeaderName.VIA, seen);
    } catch (MalformedHeader unreadable) {
      return this;
    }
  }

  /// Adds the tag to To where it has none (RFC 3261 8.2.6.2). The rest of the line keeps its bytes.
  public MessageBuilder<M> toTag(String tag) {
    int at = find(HeaderName.TO);
    if (at >= 0 && !hasTag(lines.get(at))) {
      lines.set(at, lines.get(at).append(";tag=" + tag));
    }
    return this;
  }

  private static boolean hasTag(HeaderLine line) {
    try {
      return NameAddress.parse(line.cursor()).params().has("tag");
    } catch (MalformedHeader unreadable) {
      // Nothing can be said of such a To, and a tag would not mend it.
      return true;
    }
  }

  /// Sets body and Content-Type.
  public MessageBuilder<M> body(ContentType type, byte[] bytes) {
    body = bytes.clone();
    return set(HeaderName.CONTENT_TYPE, type);
  }

  /// Takes away the body and the headers that describe it.
  public MessageBuilder<M> withoutBody() {
    body = NO_BODY;
    return remove(HeaderName.CONTENT_TYPE)
        .remove(HeaderName.CONTENT_ENCODING)
        .remove(HeaderName.CONTENT_DISPOSITION);
  }

  private int find(HeaderName name) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).name() == name) {
        return i;
      }
    }
    return -1;
  }

  /// The message. The builder may be used on.
  public M build() {
    int length = find(HeaderName.CONTENT_LENGTH);
    if (length < 0 || !lines.get(length).value().equals(Integer.toString(body.length))) {
      set(HeaderName.CONTENT_LENGTH, body.length);
    }
    byte[] bytes = write();
    SipMessage message =
        switch (SipParser.parse(bytes, 0, bytes.length, UNLIMITED)) {
          case ParseResult.Parsed(SipMessage parsed) -> parsed;
          case ParseResult.Malformed malformed -> orBug(malformed);
        };
    return kind.cast(message);
  }

  /// A copy of a message with a bad start line has one too; all else that we write can be read
  /// again.
  private static SipMessage orBug(ParseResult.Malformed malformed) {
    @Nullable SipMessage partial = malformed.partial();
    if (partial == null) {
      throw new IllegalStateException("wrote no message: " + malformed.description());
    }
    return partial;
  }

  private byte[] write() {
    int size = startLine.length + 2 * CRLF.length + body.length;
    for (HeaderLine line : lines) {
      size += line.length() + CRLF.length;
    }
    byte[] bytes = Arrays.copyOf(startLine, size);
    int at = crlf(bytes, startLine.length);
    for (HeaderLine line : lines) {
      at = crlf(bytes, line.writeTo(bytes, at));
    }
    at = crlf(bytes, at);
    System.arraycopy(body, 0, bytes, at, body.length);
    return bytes;
  }

  private static int crlf(byte[] bytes, int at) {
    bytes[at] = '\r';
    bytes[at + 1] = '\n';
    return at + 2;
  }
}
