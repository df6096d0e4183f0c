package io.switchlog.schemas.command;

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
public record Authorization(
    boolean toProxy, String credentials, String challenge, long count, String method, String uri) {}
