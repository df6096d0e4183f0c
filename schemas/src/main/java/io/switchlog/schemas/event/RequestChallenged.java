package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request of ours was challenged, and is sent once more with credentials (RFC 3261 section
/// 22.2), as is whatever follows it on the leg. What they are is not told: only edges know.
///
/// @param leg whose peer challenged
/// @param cseq the number of the request that was challenged
/// @param again its number from here on
/// @param challenges those that are answered from here on, besides others answered before
/// @param fork where it is the BYE to a party that answered besides another: that party's tag;
///   null: it is in the leg's own dialog
public record RequestChallenged(
    LegId leg, long cseq, long again, List<Challenge> challenges, @Nullable String fork)
    implements CallEvent {
  public RequestChallenged {
    challenges = List.copyOf(challenges);
  }
}
