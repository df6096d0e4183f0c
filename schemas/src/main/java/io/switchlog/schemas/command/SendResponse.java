package io.switchlog.schemas.command;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.ServerTransaction;
import org.jspecify.annotations.Nullable;

/// Answer a request. An edge that does not hold the transaction sends to where the transaction
/// says, and keeps resending a 2xx to an INVITE all the same.
///
/// @param transaction what to answer
/// @param method the method of the request
/// @param status 101 to 699
/// @param reason the reason phrase
/// @param contactUser the user part of our Contact; empty: no Contact
/// @param headers complete header lines without Via, Contact and Content-Length, each ended by CRLF
/// @param rseq of progress that is resent until its PRACK comes (RFC 3262 section 3): its number,
///   which its headers say too; else null. One at a time: what is ordered after it of that kind,
///   and a 2xx where its body is not empty, leaves when the PRACK is there; a failure at once
/// @param secure whether our Contact has to be a SIPS URI (RFC 3261 section 12.1.1); null: it has
///   not
public record SendResponse(
    CallId call,
    LegId leg,
    ServerTransaction transaction,
    String method,
    int status,
    String reason,
    String contactUser,
    Bytes headers,
    Bytes body,
    @Nullable Long rseq,
    @Nullable Boolean secure)
    implements LegCommand {
  /// One that waits for no PRACK.
  public SendResponse(
      CallId call,
      LegId leg,
      ServerTransaction transaction,
      String method,
      int status,
      String reason,
      String contactUser,
      Bytes headers,
      Bytes body) {
    this(call, leg, transaction, method, status, reason, contactUser, headers, body, null, null);
  }
}
