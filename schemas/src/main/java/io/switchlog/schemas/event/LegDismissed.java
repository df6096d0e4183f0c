package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// We end a leg: a CANCEL where our INVITE is open, a BYE where a dialog is. Disarms its ring
/// timer; the timer `teardown` is set to the first time at which a dismissed leg counts as over.
///
/// @param how which of them
/// @param dialog the dialog where it exists only since the message that is decided on, else null
/// @param acknowledge whether a 2xx of the leg has to be acknowledged first
/// @param ackContent what that ACK carries: the refusal of the offer in the 2xx, or nothing
/// @param cseq the CSeq number of the BYE, or of the INVITE that is cancelled
/// @param content what crosses, or our reason
/// @param closeBy when the leg counts as over whatever its peer does
public record LegDismissed(
    LegId leg,
    LegReleased.How how,
    @Nullable PeerDialog dialog,
    boolean acknowledge,
    Content ackContent,
    long cseq,
    Content content,
    Instant closeBy)
    implements CallEvent {}
