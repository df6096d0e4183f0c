package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// We end a leg: a CANCEL where its INVITE is open, a BYE where a dialog is. Arms the timer
/// `teardown`.
///
/// @param how which of them
/// @param dialog the dialog where it exists only since the message that is decided on, else null
/// @param acknowledge whether a 2xx of the leg has to be acknowledged first
/// @param ackContent what that ACK carries: the refusal of the offer in the 2xx, or nothing
/// @param cseq the CSeq number of the BYE, or of the INVITE that is cancelled
/// @param content what crosses, or our reason
/// @param outcome the end that this begins, unless one began before
/// @param closeBy when the leg counts as ended whatever its peer does
public record LegReleased(
    LegId leg,
    How how,
    @Nullable PeerDialog dialog,
    boolean acknowledge,
    Content ackContent,
    long cseq,
    Content content,
    Outcome outcome,
    Instant closeBy)
    implements EventOfBefore {

  /// How a leg is ended.
  public enum How {
    CANCEL,
    BYE
  }
}
