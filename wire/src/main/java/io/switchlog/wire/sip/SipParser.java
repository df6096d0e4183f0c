package io.switchlog.wire.sip;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads bytes as one SIP message (RFC 3261 7 and 25.1): the start line, where each header field stands,
/// and where the body ends. Header values are read later, when somebody asks for them.
///
///     INVITE sip:bob@example.com SIP/2.0 CRLF   start line: method, URI, version
///     Via: SIP/2.0/UDP ... CRLF                 one index entry a line:
///     Subject: folded CRLF                      name, value start, value end
///      again CRLF                               (folding belongs to the value)
///     CRLF
///     body                                      Content-Length, or all that is left
///
/// Never throws, whatever the bytes. The first thing that is wrong is noted and reading goes on, so that the
/// sender of a half-readable request can be answered.
public final class SipParser {
  private static final byte[] VERSION = Ascii.bytes("SIP/2.0");
  private static final byte[] ANY_VERSION = Ascii.bytes("SIP/");
  private static final int BAD_REQUEST = 400;
  private static final int VERSION_NOT_SUPPORTED = 505;
  private static final int TOO_LARGE = 513;

  private final byte[] bytes;
  private final int origin;
  private final int end;
  private final Limits limits;
  private final HeaderIndex index = new HeaderIndex();
  private int at;
  private int nextLine;
  private long contentLength = -1;

  private ParseResult.@Nullable Malformed problem;
  private @Nullable String method;
  private int status;
  private int textFrom;
  private int textTo;

  private SipParser(byte[] bytes, int offset, int length, Limits limits) {
    this.bytes = bytes;
    this.origin = offset;
    this.end = offset + length;
    this.at = offset;
    this.limits = limits;
  }

  /// Reads one message that fills the given range, as a datagram does: bytes after the body are
  /// dropped, leading CRLFs are skipped (RFC 3261 7.5, 18.3). The message keeps the array.
  ///
  /// A result of Parsed has a good shape; call [SipMessage#validate()] before relying on its
  /// headers.
  ///
  /// @throws IndexOutOfBoundsException where the range does not lie within the array (a bug of the
  ///   caller)
  public static ParseResult parse(byte[] bytes, int offset, int length, Limits limits) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new SipParser(bytes, offset, length, limits).message();
  }

  /// As [#parse(byte\[\], int, int, Limits)] over the whole array, with the default limits.
  public static ParseResult parse(byte[] bytes) {
    return parse(bytes, 0, bytes.length, Limits.DEFAULT);
  }

  /// Reads and validates in one step.
  public static ParseResult parseValid(byte[] bytes, int offset, int length, Limits limits) {
    ParseResult result = parse(bytes, offset, length, limits);
    if (result instanceof ParseResult.Parsed(SipMessage message)) {
      ParseResult.Malformed malformed = message.validate();
      return malformed == null ? result : malformed;
    }
    return result;
  }

  /// What the header section of a message on a stream says about the length of its body.
  ///
  /// @param bytes of the body, or -1 where nothing usable is said
  /// @param problem what is wrong where `bytes` is -1
  record DeclaredLength(long bytes, ParseResult.@Nullable Malformed problem) {}

  static DeclaredLength declaredLength(byte[] bytes, int from, int bodyStart, Limits limits) {
    SipParser parser = new SipParser(bytes, from, bodyStart - from, limits);
    ParseResult result = parser.message();
    if (parser.contentLength >= 0) {
      return new DeclaredLength(parser.contentLength, null);
    }
    if (result instanceof ParseResult.Malformed malformed) {
      return new DeclaredLength(-1, malformed);
    }
    // RFC 3261 18.3: on a stream the length is the only thing that ends a message.
    parser.note(BAD_REQUEST, "a Content-Length header", "none", bodyStart);
    return new DeclaredLength(-1, parser.malformed(((ParseResult.Parsed) result).message()));
  }

  private ParseResult message() {
    while (at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n') {
      at += 2;
    }
    if (end - origin > limits.maxMessageBytes()) {
      note(
          TOO_LARGE, "at most " + limits.maxMessageBytes() + " bytes", end - origin + " bytes", at);
    }
    int start = at;
    if (!startLine()) {
      return malformed(null);
    }
    int bodyStart = headers();
    int bodyEnd = bodyEnd(bodyStart);
    SipMessage message =
        method != null
            ? new SipRequest(bytes, start, bodyStart, bodyEnd, index, method, textFrom, textTo)
            : new SipResponse(bytes, start, bodyStart, bodyEnd, index, status, textFrom, textTo);
    return problem == null ? new ParseResult.Parsed(message) : malformed(message);
  }

  private ParseResult.Malformed malformed(@Nullable SipMessage partial) {
    ParseResult.Malformed first = problem;
    return first == null
        ? new ParseResult.Malformed("a SIP message", "none", 0, BAD_REQUEST, partial)
        : new ParseResult.Malformed(
            first.expected(), first.found(), first.offset(), first.status(), partial);
  }

  /// Whether enough of it is readable to go on.
  private boolean startLine() {
    int lineEnd = lineEnd(at);
    int from = at;
    at = nextLine;
    return startsWith(ANY_VERSION, from, lineEnd)
        ? statusLine(from, lineEnd)
        : requestLine(from, lineEnd);
  }

  /// `SIP/2.0 SP 3DIGIT SP reason`; the space before an empty reason may be lacking.
  private boolean statusLine(int from, int lineEnd) {
    int versionEnd = Ascii.indexOf(bytes, from, lineEnd, ' ');
    if (versionEnd < 0) {
      note(BAD_REQUEST, "a status line", from, lineEnd);
      return false;
    }
    checkVersion(from, versionEnd);
    int code = versionEnd + 1;
    int codeEnd = Ascii.indexOf(bytes, code, lineEnd, ' ');
    if (codeEnd < 0) {
      codeEnd = lineEnd;
    }
    status = codeEnd - code == 3 ? (int) Ascii.number(bytes, code, codeEnd, 699) : -1;
    if (status < 100) {
      note(BAD_REQUEST, "a status code from 100 to 699", code, lineEnd);
      return false;
    }
    textFrom = Math.min(codeEnd + 1, lineEnd);
    textTo = lineEnd;
    return true;
  }

  /// `Method SP Request-URI SP SIP/2.0`, with these two spaces and no other.
  private boolean requestLine(int from, int lineEnd) {
    int methodEnd = from;
    while (methodEnd < lineEnd && Ascii.is(bytes[methodEnd], Ascii.TOKEN)) {
      methodEnd++;
    }
    if (methodEnd == from || methodEnd == lineEnd || bytes[methodEnd] != ' ') {
      note(BAD_REQUEST, "a request line or status line", from, lineEnd);
      return false;
    }
    method = Methods.of(bytes, from, methodEnd);
    int version = lineEnd;
    while (bytes[version - 1] != ' ') {
      version--;
    }
    textFrom = methodEnd + 1;
    textTo = Math.max(textFrom, version - 1);
    int space = Ascii.indexOf(bytes, textFrom, textTo, ' ');
    if (textTo == textFrom || space >= 0) {
      int where = space < 0 ? textFrom : space;
      note(BAD_REQUEST, "a Request-URI between two single spaces", where, lineEnd);
    } else {
      checkVersion(version, lineEnd);
    }
    return true;
  }

  private void checkVersion(int from, int to) {
    if (!Ascii.equalsIgnoreCase(bytes, from, to, VERSION)) {
      boolean sip = startsWith(ANY_VERSION, from, to);
      note(sip ? VERSION_NOT_SUPPORTED : BAD_REQUEST, "SIP/2.0", from, to);
    }
  }

  /// Indexes the header lines and gives the place of the body.
  private int headers() {
    while (at < end) {
      int from = at;
      int lineEnd = lineEnd(from);
      if (lineEnd == from) {
        return nextLine;
      }
      while (nextLine < end && Ascii.isSpace(bytes[nextLine])) {
        lineEnd = lineEnd(nextLine);
      }
      at = nextLine;
      if (index.count() == limits.maxHeaders()) {
        note(TOO_LARGE, "at most " + limits.maxHeaders() + " headers", "more", from);
        return end;
      }
      header(from, lineEnd);
    }
    note(BAD_REQUEST, "an empty line after the headers", end, end);
    return end;
  }

  /// `name *WSP ":" value`; a line that is none is noted and left out.
  private void header(int from, int lineEnd) {
    int nameEnd = from;
    while (nameEnd < lineEnd && Ascii.is(bytes[nameEnd], Ascii.TOKEN)) {
      nameEnd++;
    }
    int colon = nameEnd;
    while (colon < lineEnd && Ascii.isSpace(bytes[colon])) {
      colon++;
    }
    if (nameEnd == from || colon == lineEnd || bytes[colon] != ':') {
      note(BAD_REQUEST, "a header name and a colon", nameEnd == from ? from : colon, lineEnd);
      return;
    }
    int valueStart = colon + 1;
    int valueEnd = lineEnd;
    while (valueStart < valueEnd && Ascii.isLws(bytes[valueStart])) {
      valueStart++;
    }
    while (valueEnd > valueStart && Ascii.isLws(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    HeaderName name = HeaderName.of(bytes, from, nameEnd);
    index.add(name, from, nameEnd, valueStart, valueEnd);
    if (name == HeaderName.CONTENT_LENGTH) {
      contentLength(valueStart, valueEnd);
    }
  }

  private void contentLength(int from, int to) {
    long value = Ascii.number(bytes, from, to, Integer.MAX_VALUE);
    if (value < 0) {
      note(BAD_REQUEST, "a Content-Length", from, to);
      contentLength = -2;
    } else if (contentLength != -1 && contentLength != value) {
      note(BAD_REQUEST, "one Content-Length", from, to);
      contentLength = -2;
    } else {
      contentLength = value;
    }
  }

  private int bodyEnd(int bodyStart) {
    if (contentLength < 0) {
      return contentLength == -1 ? end : bodyStart;
    }
    if (contentLength > end - bodyStart) {
      // RFC 3261 18.3: a body cut short is an error.
      String found = end - bodyStart + " bytes";
      note(BAD_REQUEST, "a body of " + contentLength + " bytes", found, bodyStart);
      return end;
    }
    return bodyStart + (int) contentLength;
  }

  /// The end of the line that starts at `from`; `nextLine` is where the next one starts. A CR or LF
  /// alone is a fault (RFC 3261 7); a lone LF still ends the line, so that the rest can be read.
  private int lineEnd(int from) {
    int i = Ascii.lineBreak(bytes, from, end);
    while (i < end && bytes[i] == '\r' && (i + 1 >= end || bytes[i + 1] != '\n')) {
      note(BAD_REQUEST, "LF after CR", i, end);
      i = Ascii.lineBreak(bytes, i + 1, end);
    }
    if (i >= end) {
      note(BAD_REQUEST, "CRLF", end, end);
      nextLine = end;
    } else if (bytes[i] == '\n') {
      note(BAD_REQUEST, "CR before LF", i, end);
      nextLine = i + 1;
    } else {
      nextLine = i + 2;
    }
    return i;
  }

  private boolean startsWith(byte[] prefix, int from, int to) {
    return to - from >= prefix.length
        && Ascii.equalsIgnoreCase(bytes, from, from + prefix.length, prefix);
  }

  private void note(int suggestedStatus, String expected, int where, int to) {
    if (problem == null) {
      note(suggestedStatus, expected, MalformedHeader.excerpt(bytes, where, to), where);
    }
  }

  private void note(int suggestedStatus, String expected, String found, int where) {
    if (problem == null) {
      problem = new ParseResult.Malformed(expected, found, where - origin, suggestedStatus, null);
    }
  }
}
