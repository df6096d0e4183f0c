package io.switchlog.testkit.phone;

/// A 2xx of ours that is resent until its ACK comes: slowed down to T2 (RFC 3261 section 13.3.1.4).
///
/// @param cseq of the INVITE
/// @param isWithAnswer whether the 2xx had the offer, so that the ACK has the answer
record AwaitedAck(long cseq, boolean isWithAnswer, Resent resent) {}
