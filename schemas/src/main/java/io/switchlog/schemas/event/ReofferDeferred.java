package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;

/// An offer of our own met one of the leg's (491): it is made again later (RFC 3261 section 14.1).
///
/// @param cseq the CSeq number of the INVITE that came to nothing
/// @param retryAt arms the timer `reoffer-` and the leg
public record ReofferDeferred(LegId leg, long cseq, Instant retryAt) implements CallEvent {}
