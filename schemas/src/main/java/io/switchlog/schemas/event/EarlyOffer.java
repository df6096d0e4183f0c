package io.switchlog.schemas.event;

import org.jspecify.annotations.Nullable;

/// An offer that a called party made in progress that wants a PRACK, which is to have the answer
/// (RFC 3262 section 5).
///
/// @param dialog the early dialog
/// @param rseq the number of the progress
/// @param audio what it says of the party's audio; null where it cannot be read and no media node
///   is between
public record EarlyOffer(PeerDialog dialog, long rseq, @Nullable Audio audio) {}
