package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// We send a leg an INVITE of our own inside its dialog (RFC 3264 section 8): its media is at
/// another address now, its session is refreshed, it is no longer on hold, or it is to go on with
/// another party. Disarms the timer `reoffer-` and the leg.
///
/// @param cseq the CSeq number of the INVITE
/// @param content what our side of the session is to be
public record LegReoffered(LegId leg, long cseq, Content content) implements CallEvent {}
