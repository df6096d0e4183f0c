package io.switchlog.schemas.command;

import io.switchlog.schemas.Bytes;

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
public record RequestPattern(
    String method,
    String uri,
    String branch,
    Destination destination,
    String contactUser,
    Bytes headers,
    Bytes body) {}
