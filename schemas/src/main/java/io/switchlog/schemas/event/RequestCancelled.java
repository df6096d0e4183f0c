package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A re-INVITE that was passed on is cancelled by whoever sent it.
///
/// @param leg the leg it was passed to
/// @param cseq its CSeq number there
/// @param content what crosses
public record RequestCancelled(LegId leg, long cseq, Content content) implements CallEvent {}
