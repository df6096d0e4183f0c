package io.switchlog.testkit.phone;

/// A provisional response of ours that is resent until its PRACK comes: twice as long each time
/// (RFC 3262 section 3).
///
/// @param rseq its number
record AwaitedPrack(long rseq, Resent resent) {}
