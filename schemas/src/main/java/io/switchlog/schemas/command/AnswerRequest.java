package io.switchlog.schemas.command;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.inbox.ServerTransaction;

/// Answer a request that is about no call, once and for all. An edge that does not hold the
/// transaction sends to where the transaction says.
///
/// @param about the aggregate that it is about
/// @param transaction what to answer
/// @param method the method of the request
/// @param status 200 to 699
/// @param reason the reason phrase
/// @param headers complete header lines without Via and Content-Length, each ended by CRLF
public record AnswerRequest(
    AggregateId about,
    ServerTransaction transaction,
    String method,
    int status,
    String reason,
    Bytes headers)
    implements EdgeCommand {}
