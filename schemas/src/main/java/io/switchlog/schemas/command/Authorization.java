package io.switchlog.schemas.command;

import io.switchlog.schemas.Bytes;
import org.jspecify.annotations.Nullable;

/// Credentials that the edge adds to a request: it alone knows passwords. What is here has been on
/// the wire, or will be.
///
/// @param toProxy whether it answers a `Proxy-Authenticate`; else a `WWW-Authenticate`
/// @param credentials the name of what to log in with
/// @param challenge the value of the header field that is answered
/// @param count how many requests bear this challenge's nonce, this one included
/// @param method what is hashed as the method: an ACK repeats what its INVITE said (RFC 3261
///   section 22.1)
/// @param uri what is hashed as the Request-URI
/// @param body what is hashed as the body, where that is: of an ACK its INVITE's; null: the
///   request's own
public record Authorization(
    boolean toProxy,
    String credentials,
    String challenge,
    long count,
    String method,
    String uri,
    @Nullable Bytes body) {
  /// One that covers the request's own body, or none.
  public Authorization(
      boolean toProxy,
      String credentials,
      String challenge,
      long count,
      String method,
      String uri) {
    this(toProxy, credentials, challenge, count, method, uri, null);
  }
}
