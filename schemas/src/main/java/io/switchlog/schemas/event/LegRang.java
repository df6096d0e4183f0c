package io.switchlog.schemas.event;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A called party told of its progress, which the caller hears of.
///
/// @param leg the called leg
/// @param remoteTag the tag of the early dialog, empty for none
/// @param status 101 to 199
/// @param reason the reason phrase
/// @param content what crosses to the caller; a body is early media
/// @param untold the leg's own session description as it came, where the caller is not told of it;
///   null for none
/// @param rseq the number of what the caller is told, where that waits for a PRACK (RFC 3262
///   section 3); else null
/// @param againAt when a caller who waits is told so again: arms the timer `progress-` and its leg;
///   null where none waits, and in histories of before
/// @param offer where what the caller is told is the party's offer, which the caller's PRACK has to
///   answer: what of it our own PRACK waits with; null: there is none
/// @param uuid what the party goes by, as in [PeerRequest]
public record LegRang(
    LegId leg,
    String remoteTag,
    int status,
    String reason,
    Content content,
    @Nullable Bytes untold,
    @Nullable Long rseq,
    @Nullable Instant againAt,
    @Nullable EarlyOffer offer,
    @Nullable String uuid)
    implements CallEvent {
  /// Progress of which the caller is told all.
  public LegRang(LegId leg, String remoteTag, int status, String reason, Content content) {
    this(leg, remoteTag, status, reason, content, null, null, null, null, null);
  }
}
