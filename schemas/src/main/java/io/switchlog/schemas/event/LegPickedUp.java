package io.switchlog.schemas.event;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A called party answered our INVITE: it talks, whoever it will be connected with. Disarms the
/// leg's ring timer. Its 2xx is acknowledged at once, or once its offer has an answer.
///
/// @param dialog the dialog that its 2xx opened
/// @param offer the offer in the 2xx, which the ACK has to answer (RFC 3261 section 13.2.1); null
///   where there is none: then the ACK leaves
public record LegPickedUp(LegId leg, PeerDialog dialog, @Nullable Bytes offer)
    implements CallEvent {}
