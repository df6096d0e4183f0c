package io.switchlog.schemas.event;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.inbox.ServerTransaction;
import org.jspecify.annotations.Nullable;

/// A request of a peer that waits for an answer of ours.
///
/// @param transaction where the answer goes
/// @param method its method
/// @param cseq its CSeq number
/// @param echo the header lines that every answer to it repeats: From, To as it came, Call-ID, CSeq
///   (RFC 3261 section 8.2.6.2) and, where the answer opens a dialog, Record-Route (section 12.1.1)
/// @param timing what an INVITE or UPDATE says of its session's timer; null for nothing
/// @param reliability what an INVITE says of progress that is acknowledged; null for nothing
/// @param uuid what its sender goes by (RFC 7989), 32 hexadecimal digits; null where it says none
/// @param secure whether an answer that opens a dialog has to name us by a SIPS URI (RFC 3261
///   section 12.1.1); null: it has not
public record PeerRequest(
    ServerTransaction transaction,
    String method,
    long cseq,
    Bytes echo,
    @Nullable SessionTiming timing,
    @Nullable Reliability reliability,
    @Nullable String uuid,
    @Nullable Boolean secure) {
  /// One that says nothing of these.
  public PeerRequest(ServerTransaction transaction, String method, long cseq, Bytes echo) {
    this(transaction, method, cseq, echo, null, null, null, null);
  }
}
