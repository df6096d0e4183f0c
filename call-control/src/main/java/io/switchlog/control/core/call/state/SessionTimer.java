package io.switchlog.control.core.call.state;

import io.switchlog.schemas.event.Content;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The timer of a leg's session (RFC 4028).
///
/// @param seconds how long a refresh holds
/// @param refreshedByUs whether we refresh; else its peer does
/// @param leastSeconds what our requests must not go below, 0 for what the RFC has
/// @param byUpdate whether we refresh by UPDATE; else by INVITE
/// @param overAt when the leg is ended that nobody has refreshed
/// @param open an UPDATE of ours without a final response, null for none
public record SessionTimer(
    int seconds,
    boolean refreshedByUs,
    int leastSeconds,
    boolean byUpdate,
    Instant overAt,
    @Nullable Update open) {

  /// An UPDATE without an offer.
  public record Update(long cseq, Content content) {}

  public SessionTimer sending(Update update) {
    return new SessionTimer(seconds, refreshedByUs, leastSeconds, byUpdate, overAt, update);
  }

  /// The UPDATE has an outcome.
  public SessionTimer idle() {
    return new SessionTimer(seconds, refreshedByUs, leastSeconds, byUpdate, overAt, null);
  }

  /// The next request is to be another one.
  public SessionTimer with(boolean newByUpdate, int newLeastSeconds) {
    return new SessionTimer(seconds, refreshedByUs, newLeastSeconds, newByUpdate, overAt, null);
  }
}
