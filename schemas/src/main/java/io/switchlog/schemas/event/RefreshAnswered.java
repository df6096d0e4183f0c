package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// An UPDATE that refreshed a leg's session was agreed to.
///
/// @param cseq the CSeq number of the UPDATE
/// @param refreshedTarget the Contact of the answer, the leg's new remote target; null for none
/// @param uuid what it goes by, as in [PeerRequest]
public record RefreshAnswered(
    LegId leg, long cseq, @Nullable String refreshedTarget, @Nullable String uuid)
    implements CallEvent {}
