package io.switchlog.schemas.event;

/// A challenge by a leg's peer, as the leg goes from one call to another: what comes with it is
/// counted on there (RFC 7616 section 3.4).
///
/// @param count how many requests of the leg bore its nonce
/// @param answered whether what follows on the leg answers it; else a newer one of its realm
public record HandedNonce(Challenge challenge, long count, boolean answered) {}
