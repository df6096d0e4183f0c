package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;

/// An INVITE outside any dialog arrived; the edge has answered 100 and absorbs its retransmissions.
///
/// @param transaction where the answer goes
/// @param message the request as it came
public record InviteReceived(ServerTransaction transaction, Bytes message) implements EdgeInput {}
