package io.switchlog.wire.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One element of a Via header (RFC 3261 20.42). `toString` is the form on the wire.
///
/// @param protocol as it came, `SIP`
/// @param version as it came, `2.0`
/// @param transport as it came, such as `UDP`
/// @param host sent-by host; an IPv6 reference keeps its brackets
/// @param port sent-by port, or -1 where none is given
/// @param params branch, received, rport and others
public record Via(
    String protocol, String version, String transport, String host, int port, Params params) {
  /// A branch that starts so was made by the rules of RFC 3261 8.1.1.7.
  public static final String COOKIE = "z9hG4bK";

  /// A Via of our own.
  public static Via of(String transport, String host, int port, String branch) {
    return new Via(
        "SIP",
        "2.0",
        transport.toUpperCase(Locale.ROOT),
        SipUri.bracketed(host),
        port,
        Params.NONE.with("branch", branch));
  }

  /// Reads one Via from text.
  ///
  /// @throws MalformedHeader where it is none
  public static Via parse(String text) {
    Cursor cursor = Cursor.over(text);
    Via via = parse(cursor);
    cursor.expectEnd("Via");
    return via;
  }

  static Via parse(Cursor cursor) {
    String protocol = word(cursor.skipLws());
    cursor.expect('/', "a slash in sent-protocol");
    String version = word(cursor);
    cursor.expect('/', "a slash in sent-protocol");
    String transport = word(cursor);
    if (cursor.atEnd() || !Ascii.isLws(cursor.peek())) {
      throw cursor.malformed("white space before sent-by");
    }
    String host = cursor.skipLws().host("a sent-by host");
    int port = cursor.port();
    return new Via(protocol, version, transport, host, port, Params.parse(cursor));
  }

  /// A token; the few that stand in nearly every Via are shared.
  private static String word(Cursor cursor) {
    int from = cursor.at;
    cursor.skipRun(Ascii.TOKEN, "a token in sent-protocol");
    byte[] bytes = cursor.bytes;
    if (cursor.at - from == 3) {
      if (bytes[from] == 'S' && bytes[from + 1] == 'I' && bytes[from + 2] == 'P') {
        return "SIP";
      }
      if (bytes[from] == '2' && bytes[from + 1] == '.' && bytes[from + 2] == '0') {
        return "2.0";
      }
      if (bytes[from] == 'U' && bytes[from + 1] == 'D' && bytes[from + 2] == 'P') {
        return "UDP";
      }
      if (bytes[from] == 'T' && bytes[from + 1] == 'C' && bytes[from + 2] == 'P') {
        return "TCP";
      }
    }
    return Ascii.text(bytes, from, cursor.at);
  }

  /// The branch, or null where an RFC 2543 peer gave none.
  public @Nullable String branch() {
    return params.get("branch");
  }

  /// Whether the branch identifies the transaction by itself: the magic cookie and something after
  /// it. The bare cookie is treated as RFC 2543 (RFC 4475 3.2.1).
  public boolean hasUniqueBranch() {
    String branch = branch();
    return branch != null
        && branch.length() > COOKIE.length()
        && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length());
  }

  /// The address that the next hop saw (RFC 3261 18.2.1), or null.
  public @Nullable String received() {
    String received = params.get("received");
    return received == null ? null : SipUri.unbracketed(received);
  }

  /// Whether the sender asked for rport (RFC 3581), filled or not.
  public boolean wantsRport() {
    return params.has("rport");
  }

  /// The filled rport, or -1.
  public int rport() {
    String rport = params.get("rport");
    if (rport == null) {
      return -1;
    }
    byte[] bytes = Ascii.bytes(rport);
    return (int) Ascii.number(bytes, 0, bytes.length, 65535);
  }

  /// The sent-by host without brackets.
  public String address() {
    return SipUri.unbracketed(host);
  }

  /// The sent-by port, or the default of the transport.
  public int portOrDefault() {
    if (port >= 0) {
      return port;
    }
    return transport.equalsIgnoreCase("TLS") || transport.equalsIgnoreCase("WSS") ? 5061 : 5060;
  }

  /// Notes where the message came from: `received` where it differs from sent-by or rport was asked
  /// for (RFC 3261 18.2.1, RFC 3581 4), and `rport` where it was asked for.
  public Via seenFrom(String sourceAddress, int sourcePort) {
    boolean telling = wantsRport() || !address().equalsIgnoreCase(sourceAddress);
    Params seen = telling ? params.with("received", sourceAddress) : params.without("received");
    if (wantsRport()) {
      seen = seen.with("rport", Integer.toString(sourcePort));
    }
    return withParams(seen);
  }

  public Via withParams(Params newParams) {
    return new Via(protocol, version, transport, host, port, newParams);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(96);
    text.append(protocol).append('/').append(version).append('/').append(transport);
    text.append(' ').append(host);
    if (port >= 0) {
      text.append(':').append(port);
    }
    params.writeTo(text);
    return text.toString();
  }
}
