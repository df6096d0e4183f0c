package io.switchlog.wire.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A SIP message: its bytes, an index over its header fields, and typed readings made when asked
/// for.
///
/// Immutable. It keeps the array that it was parsed from: **whoever hands over the array must not
/// write into it afterwards.** Typed readings of Via, From, To, Call-ID, CSeq, Max-Forwards,
/// Contact, Route, Record-Route and the Request-URI throw [MalformedHeader] on bad text, and never
/// again once [#validate()] has found nothing. Other typed readings take malformed text as absent;
/// the text itself is always there in [#header(String)].
public abstract sealed class SipMessage permits SipRequest, SipResponse {
  final byte[] bytes;
  final int start;
  final int end;
  final int bodyStart;
  final HeaderIndex index;

  // Read on demand, idempotent: a race costs a second reading, nothing else.
  private @Nullable Via via;
  private @Nullable NameAddress from;
  private @Nullable NameAddress to;
  private @Nullable CSeq cseq;
  private @Nullable String callId;

  SipMessage(byte[] bytes, int start, int bodyStart, int end, HeaderIndex index) {
    this.bytes = bytes;
    this.start = start;
    this.bodyStart = bodyStart;
    this.end = end;
    this.index = index;
  }

  // --- raw headers

  /// Header field lines, in the order of the message.
  public int headerCount() {
    return index.count();
  }

  /// The name of the header line `i` as it is spelled in the message.
  public String headerName(int i) {
    return Ascii.text(bytes, index.lineStart(i), index.nameEnd(i));
  }

  /// The name of the header line `i` as we know it.
  public HeaderName knownName(int i) {
    return index.name(i);
  }

  /// The unfolded value of the header line `i`.
  public String headerValue(int i) {
    return Quoting.unfold(Ascii.text(bytes, index.valueStart(i), index.valueEnd(i)));
  }

  /// The value of the first line of that name (long or compact form, any case), or null.
  public @Nullable String header(String name) {
    int i = index.next(bytes, HeaderName.of(name), Ascii.bytes(name), 0);
    return i < 0 ? null : headerValue(i);
  }

  /// The value of the first line of that name, or null.
  public @Nullable String header(HeaderName name) {
    int i = index.next(name, 0);
    return i < 0 ? null : headerValue(i);
  }

  /// The values of all lines of that name, a string each; comma lists are not taken apart.
  public List<String> headers(String name) {
    HeaderName known = HeaderName.of(name);
    byte[] spelled = Ascii.bytes(name);
    List<String> values = new ArrayList<>(2);
    for (int i = index.next(bytes, known, spelled, 0);
        i >= 0;
        i = index.next(bytes, known, spelled, i + 1)) {
      values.add(headerValue(i));
    }
    return values;
  }

  public boolean has(HeaderName name) {
    return index.next(name, 0) >= 0;
  }

  /// The items of a header that is a comma list of tokens, over all its lines: Require, Supported,
  /// Allow… Empty items are left out.
  public List<String> tokens(HeaderName name) {
    List<String> tokens = new ArrayList<>(8);
    for (int i = index.next(name, 0); i >= 0; i = index.next(name, i + 1)) {
      int at = index.valueStart(i);
      int valueEnd = index.valueEnd(i);
      while (at < valueEnd) {
        int itemStart = at;
        while (at < valueEnd && bytes[at] != ',' && !Ascii.isLws(bytes[at])) {
          at++;
        }
        if (at > itemStart) {
          tokens.add(Ascii.text(bytes, itemStart, at));
        }
        at++;
      }
    }
    return tokens;
  }

  /// Whether a token list names this token, in any case.
  public boolean hasToken(HeaderName name, String token) {
    return tokens(name).stream().anyMatch(token::equalsIgnoreCase);
  }

  // --- typed headers that validate() vouches for

  /// The top Via.
  public Via via() {
    Via read = via;
    if (read == null) {
      read = Via.parse(cursor(require(HeaderName.VIA)));
      via = read;
    }
    return read;
  }

  /// All Vias, topmost first.
  public List<Via> vias() {
    return list(HeaderName.VIA, Via::parse);
  }

  public NameAddress from() {
    NameAddress read = from;
    if (read == null) {
      read = single(HeaderName.FROM, NameAddress::parse);
      from = read;
    }
    return read;
  }

  public NameAddress to() {
    NameAddress read = to;
    if (read == null) {
      read = single(HeaderName.TO, NameAddress::parse);
      to = read;
    }
    return read;
  }

  public CSeq cseq() {
    CSeq read = cseq;
    if (read == null) {
      read = single(HeaderName.CSEQ, CSeq::parse);
      cseq = read;
    }
    return read;
  }

  public String callId() {
    String read = callId;
    if (read == null) {
      read = single(HeaderName.CALL_ID, SipMessage::readCallId);
      callId = read;
    }
    return read;
  }

  /// 0 to 255; empty where the header is absent, as in responses and from RFC 2543 peers.
  public OptionalInt maxForwards() {
    int i = index.next(HeaderName.MAX_FORWARDS, 0);
    if (i < 0) {
      return OptionalInt.empty();
    }
    Cursor cursor = cursor(i);
    int hops = (int) cursor.number(255, "a number up to 255");
    cursor.expectEnd("Max-Forwards");
    return OptionalInt.of(hops);
  }

  /// The first contact, or null where there is none or it is `*`.
  public @Nullable NameAddress contact() {
    int i = index.next(HeaderName.CONTACT, 0);
    return i < 0 || isStar(i) ? null : NameAddress.parse(cursor(i));
  }

  /// All contacts; empty for `*`.
  public List<NameAddress> contacts() {
    return contactIsStar() ? List.of() : list(HeaderName.CONTACT, NameAddress::parse);
  }

  /// Whether the only contact is `*` (RFC 3261 10.2.2).
  public boolean contactIsStar() {
    int i = index.next(HeaderName.CONTACT, 0);
    return i >= 0 && isStar(i) && index.next(HeaderName.CONTACT, i + 1) < 0;
  }

  public List<NameAddress> routes() {
    return list(HeaderName.ROUTE, NameAddress::parse);
  }

  public List<NameAddress> recordRoutes() {
    return list(HeaderName.RECORD_ROUTE, NameAddress::parse);
  }

  // --- typed headers that read as absent where they are malformed

  /// Addresses of another header of the same grammar, such as P-Asserted-Identity, Path or
  /// Refer-To.
  public List<NameAddress> addresses(HeaderName name) {
    List<NameAddress> read = lenient(name, line -> list(name, NameAddress::parse));
    return read == null ? List.of() : read;
  }

  /// Seconds, 0 to 2^32 - 1.
  public OptionalLong expires() {
    return number(HeaderName.EXPIRES, 0xffffffffL);
  }

  /// RFC 3262 7.1.
  public OptionalLong rseq() {
    return number(HeaderName.RSEQ, RAck.MAX_RSEQ);
  }

  public @Nullable RAck rack() {
    return lenient(HeaderName.RACK, RAck::parse);
  }

  /// RFC 4028 section 4.
  public @Nullable SessionExpires sessionExpires() {
    return lenient(HeaderName.SESSION_EXPIRES, SessionExpires::parse);
  }

  /// The Min-SE of RFC 4028 section 5: seconds, 1 to 2^32 - 1; of the same form.
  public @Nullable SessionExpires leastSessionExpires() {
    return lenient(HeaderName.MIN_SE, SessionExpires::parse);
  }

  /// RFC 7989 section 5: one line; of several none counts.
  public @Nullable SessionIdentifier sessionIdentifier() {
    int first = index.next(HeaderName.SESSION_ID, 0);
    return first < 0 || index.next(HeaderName.SESSION_ID, first + 1) >= 0
        ? null
        : lenient(HeaderName.SESSION_ID, SessionIdentifier::parse);
  }

  public @Nullable RetryAfter retryAfter() {
    return lenient(HeaderName.RETRY_AFTER, RetryAfter::parse);
  }

  public @Nullable ContentType contentType() {
    return lenient(HeaderName.CONTENT_TYPE, ContentType::parse);
  }

  public List<Reason> reasons() {
    List<Reason> read = lenient(HeaderName.REASON, line -> list(HeaderName.REASON, Reason::parse));
    return read == null ? List.of() : read;
  }

  // --- body and bytes

  public int bodyLength() {
    return end - bodyStart;
  }

  /// A copy of the body, empty where there is none.
  public byte[] body() {
    return Arrays.copyOfRange(bytes, bodyStart, end);
  }

  /// The body as UTF-8.
  public String bodyText() {
    return Ascii.text(bytes, bodyStart, end);
  }

  /// The length of the whole message.
  public int length() {
    return end - start;
  }

  /// The message as it goes on the wire; for a parsed message the bytes that came, without leading
  /// CRLFs and without what followed the body.
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /// A copy to change.
  public abstract MessageBuilder<? extends SipMessage> toBuilder();

  /// Checks what the typed readings rely on: the mandatory headers, each once where the RFC allows
  /// only one, all of them readable (RFC 3261 8.1.1, 7.3.1, 16.3). Run by the edge before a message
  /// goes further.
  ///
  /// @return the first thing that is wrong, or null
  public ParseResult.@Nullable Malformed validate() {
    return Validation.firstProblem(this);
  }

  boolean topViaIsReadable() {
    try {
      return !via().host().isEmpty();
    } catch (MalformedHeader malformed) {
      return false;
    }
  }

  Cursor cursor(int i) {
    return new Cursor(bytes, index.valueStart(i), index.valueEnd(i));
  }

  private int require(HeaderName name) {
    int i = index.next(name, 0);
    if (i < 0) {
      throw new MalformedHeader("a " + name.canonical() + " header", "none", -1);
    }
    return i;
  }

  private <T> T single(HeaderName name, Function<Cursor, T> reading) {
    Cursor cursor = cursor(require(name));
    T value = reading.apply(cursor);
    cursor.expectEnd(name.canonical());
    return value;
  }

  <T> List<T> list(HeaderName name, Function<Cursor, T> reading) {
    List<T> values = new ArrayList<>(4);
    for (int i = index.next(name, 0); i >= 0; i = index.next(name, i + 1)) {
      Cursor cursor = cursor(i);
      do {
        values.add(reading.apply(cursor));
      } while (cursor.take(','));
      cursor.expectEnd(name.canonical());
    }
    return values;
  }

  private <T> @Nullable T lenient(HeaderName name, Function<Cursor, T> reading) {
    int i = index.next(name, 0);
    if (i < 0) {
      return null;
    }
    try {
      return reading.apply(cursor(i));
    } catch (MalformedHeader asAbsent) {
      return null;
    }
  }

  private OptionalLong number(HeaderName name, long max) {
    int i = index.next(name, 0);
    long value = i < 0 ? -1 : Ascii.number(bytes, index.valueStart(i), index.valueEnd(i), max);
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private boolean isStar(int i) {
    return index.valueEnd(i) - index.valueStart(i) == 1 && bytes[index.valueStart(i)] == '*';
  }

  /// Any run of visible characters: what real peers send is wider than the RFC's `word`.
  private static String readCallId(Cursor cursor) {
    int at = cursor.at;
    while (cursor.at < cursor.end && cursor.peek() > ' ' && cursor.peek() != 0x7f) {
      cursor.at++;
    }
    if (cursor.at == at) {
      throw cursor.malformed("a Call-ID");
    }
    return Ascii.text(cursor.bytes, at, cursor.at);
  }

  /// The message as text, for people.
  @Override
  public String toString() {
    return Ascii.text(bytes, start, end);
  }
}
