package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The call was answered: the caller gets its 2xx. Disarms the timer `ring`.
///
/// @param leg the leg that answered; the caller's own where the exchange answered by itself
/// @param dialog the called leg's dialog, null where the exchange answered
/// @param acknowledged whether the called leg's ACK leaves at once; false where the 2xx carries an
///   offer, which the caller's ACK will answer
/// @param status 200 to 299
/// @param reason the reason phrase
/// @param content what crosses to the caller
/// @param offered the called side's audio in a relayed call, whether offer or answer
/// @param callUntil arms the timer `max-duration`
public record LegAnswered(
    LegId leg,
    @Nullable PeerDialog dialog,
    boolean acknowledged,
    int status,
    String reason,
    Content content,
    @Nullable Audio offered,
    Instant callUntil)
    implements EventOfBefore {}
