package io.switchlog.schemas.event;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A leg that talks, as one call hands it to another: all that it takes to go on with its dialog
/// and its session, in which nothing is pending.
///
/// @param leg in the call that hands it over
/// @param edge that serves it
/// @param localTag our tag, which names the call that the dialog began in
/// @param localCseq the number of our latest request
/// @param dialed whether an INVITE of ours opened it, so that its Call-ID is ours
/// @param inviteCseq the number of the latest INVITE of ours that the peer answered, 0 for none
/// @param ackContent what our ACK to that answer carried, for when the answer comes again
/// @param held whether the peer put the call on hold
/// @param sessionId what names our session in its descriptions (RFC 8866 section 5.2)
/// @param sessionVersion how many of those we sent
/// @param session the one in force
/// @param timer of the session; null for none
/// @param credentials what answers the peer's challenges; null: nothing does
/// @param uuid what the peer goes by, as in [PeerRequest]
/// @param nonces what the peer challenged with, the oldest first; null: nothing, or not told, as
///   before rules 11
public record HandedDialog(
    LegId leg,
    NodeId edge,
    PeerDialog dialog,
    String localTag,
    long localCseq,
    boolean dialed,
    long inviteCseq,
    Content ackContent,
    boolean held,
    long sessionId,
    long sessionVersion,
    Bytes session,
    @Nullable HandedTimer timer,
    @Nullable String credentials,
    @Nullable String uuid,
    @Nullable List<HandedNonce> nonces) {
  public HandedDialog {
    nonces = nonces == null ? null : List.copyOf(nonces);
  }
}
