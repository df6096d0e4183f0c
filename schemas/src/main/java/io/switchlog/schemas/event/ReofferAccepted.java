package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A leg agreed to an offer of our own: its 2xx is acknowledged.
///
/// @param cseq the CSeq number of the INVITE
/// @param refreshedTarget the leg's new remote target, null for none (RFC 3261 section 12.2.1.2)
/// @param uuid what it goes by, as in [PeerRequest]
public record ReofferAccepted(
    LegId leg, long cseq, @Nullable String refreshedTarget, @Nullable String uuid)
    implements CallEvent {}
