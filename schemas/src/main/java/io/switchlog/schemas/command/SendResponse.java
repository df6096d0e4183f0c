package io.switchlog.schemas.command;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.ServerTransaction;

/// Answer a request. An edge that does not hold the transaction sends to where the transaction
/// says, and keeps resending a 2xx to an INVITE all the same.
///
/// @param transaction what to answer
/// @param method the method of the request
/// @param status 101 to 699
/// @param reason the reason phrase
/// @param contactUser the user part of our Contact; empty: no Contact
/// @param headers complete header lines without Via, Contact and Content-Length, each ended by CRLF
public record SendResponse(
    CallId call,
    LegId leg,
    ServerTransaction transaction,
    String method,
    int status,
    String reason,
    String contactUser,
    Bytes headers,
    Bytes body)
    implements EdgeCommand {}
