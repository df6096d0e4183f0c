package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// We refresh a leg's session by an UPDATE without an offer (RFC 4028 section 7.4). Until its
/// outcome the timer `session-` and the leg is for when the session is over.
///
/// @param cseq the CSeq number of the UPDATE
/// @param content its headers
public record RefreshSent(LegId leg, long cseq, Content content) implements CallEvent {}
