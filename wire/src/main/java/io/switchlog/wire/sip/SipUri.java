package io.switchlog.wire.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A `sip:` or `sips:` URI (RFC 3261 19.1).
///
/// All parts are kept as they came, with their escapes, so that writing gives the same text again.
///
/// @param secure whether the scheme is sips
/// @param user raw user part, or null
/// @param password raw password, or null
/// @param host name, IPv4 address, or IPv6 reference with its brackets
/// @param port 0 to 65535, or -1 where none is given
/// @param params URI parameters
/// @param headers the raw text after `?`, or null
public record SipUri(
    boolean secure,
    @Nullable String user,
    @Nullable String password,
    String host,
    int port,
    Params params,
    @Nullable String headers)
    implements Uri {

  /// A `sip:` URI from plain parts; the user is escaped where it must be.
  public static SipUri of(@Nullable String user, String host, int port) {
    String raw = user == null ? null : Quoting.escapeUser(user);
    return new SipUri(false, raw, null, bracketed(host), port, Params.NONE, null);
  }

  /// The same text as a sip or sips URI.
  ///
  /// @throws MalformedHeader where it is none
  public static SipUri parse(String text) {
    if (Uri.parse(text) instanceof SipUri uri) {
      return uri;
    }
    throw new MalformedHeader("a sip or sips URI", "'" + text + "'", 0);
  }

  @Override
  public String scheme() {
    return secure ? "sips" : "sip";
  }

  /// The user part with its escapes resolved, or null.
  public @Nullable String decodedUser() {
    return user == null ? null : Quoting.unescape(user);
  }

  /// The host without the brackets of an IPv6 reference.
  public String address() {
    return unbracketed(host);
  }

  /// The port to use: the given one, or the default of the scheme (5060, 5061 for sips).
  public int portOrDefault() {
    int standard = secure ? 5061 : 5060;
    return port >= 0 ? port : standard;
  }

  /// The transport parameter in lower case, or null.
  public @Nullable String transport() {
    String value = params.get("transport");
    return value == null ? null : value.toLowerCase(Locale.ROOT);
  }

  /// Whether the URI names a loose router (RFC 3261 19.1.1, `lr`).
  public boolean isLooseRouter() {
    return params.has("lr");
  }

  public SipUri withUser(@Nullable String plainUser) {
    String raw = plainUser == null ? null : Quoting.escapeUser(plainUser);
    return new SipUri(secure, raw, password, host, port, params, headers);
  }

  public SipUri withHost(String newHost, int newPort) {
    return new SipUri(secure, user, password, bracketed(newHost), newPort, params, headers);
  }

  public SipUri withParams(Params newParams) {
    return new SipUri(secure, user, password, host, port, newParams, headers);
  }

  public SipUri withParam(String name, @Nullable String rawValue) {
    return withParams(params.with(name, rawValue));
  }

  public SipUri withoutHeaders() {
    return new SipUri(secure, user, password, host, port, params, null);
  }

  @Override
  public boolean isEquivalentTo(Uri other) {
    return other instanceof SipUri uri && UriComparison.equivalent(this, uri);
  }

  static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(64).append(secure ? "sips:" : "sip:");
    if (user != null) {
      text.append(user);
      if (password != null) {
        text.append(':').append(password);
      }
      text.append('@');
    }
    text.append(host);
    if (port >= 0) {
      text.append(':').append(port);
    }
    params.writeTo(text);
    if (headers != null) {
      text.append('?').append(headers);
    }
    return text.toString();
  }
}
