package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// We send a leg an INVITE of our own inside its dialog: its media is at another address now (RFC
/// 3264 section 8.3.1). Disarms the timer `reoffer-` and the leg.
///
/// @param cseq the CSeq number of the INVITE
/// @param content our side of the session as it was, at the new address
public record LegReoffered(LegId leg, long cseq, Content content) implements CallEvent {}
