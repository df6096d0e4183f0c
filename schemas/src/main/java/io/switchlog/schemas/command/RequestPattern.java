package io.switchlog.schemas.command;

import io.switchlog.schemas.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request as call control wants it sent. The edge puts its own Via on top (with the branch
/// given), its own Contact where a user part is given, and Content-Length; all else is in the
/// blocks.
///
/// @param uri the Request-URI
/// @param branch the branch of the top Via; names the call by its token
/// @param destination the next hop
/// @param contactUser the user part of our Contact; empty: no Contact
/// @param headers complete header lines, each ended by CRLF, in order: From, To, Call-ID, CSeq,
///   Max-Forwards, Route, Content-Type…
/// @param authorizations credentials to add; null for none
public record RequestPattern(
    String method,
    String uri,
    String branch,
    Destination destination,
    String contactUser,
    Bytes headers,
    Bytes body,
    @Nullable List<Authorization> authorizations) {
  public RequestPattern {
    authorizations = authorizations == null ? null : List.copyOf(authorizations);
  }

  /// One without credentials.
  public RequestPattern(
      String method,
      String uri,
      String branch,
      Destination destination,
      String contactUser,
      Bytes headers,
      Bytes body) {
    this(method, uri, branch, destination, contactUser, headers, body, null);
  }

  /// The same under another branch.
  public RequestPattern under(String otherBranch) {
    return new RequestPattern(
        method, uri, otherBranch, destination, contactUser, headers, body, authorizations);
  }

  /// The same, sent elsewhere.
  public RequestPattern to(Destination other) {
    return new RequestPattern(
        method, uri, branch, other, contactUser, headers, body, authorizations);
  }
}
