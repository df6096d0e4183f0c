package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;

/// A REGISTER arrived, of whoever may register there.
///
/// @param transaction where the answer goes
/// @param user who has proved by a password to be it; empty: the source is trusted without
/// @param message the request as it came
public record RegisterReceived(ServerTransaction transaction, String user, Bytes message)
    implements AddressInput {}
