package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;

/// A request inside a dialog of ours arrived: BYE, re-INVITE, UPDATE, INFO… (never ACK or CANCEL).
///
/// @param leg the leg whose dialog it names by its token
/// @param transaction where the answer goes
/// @param message the request as it came
public record RequestReceived(LegId leg, ServerTransaction transaction, Bytes message)
    implements EdgeInput {}
