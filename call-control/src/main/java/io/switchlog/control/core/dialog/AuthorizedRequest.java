package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Challenge;
import java.util.List;

/// A request of ours that was challenged, as it was sent latest.
///
/// @param cseq its number
/// @param fresh the challenges that it was sent once more for
/// @param tries how often it was challenged
public record AuthorizedRequest(long cseq, List<Challenge> fresh, int tries) {
  /// One that is challenged again and again is given up after so many times.
  private static final int MOST_TRIES = 4;

  public AuthorizedRequest {
    fresh = List.copyOf(fresh);
  }

  /// Whether it is worth another try. It is not where the credentials have just been refused: the
  /// answer would be the same, but for the nonce (RFC 3261 section 22.2).
  boolean canAnswer(List<Challenge> challenges) {
    return tries < MOST_TRIES
        && challenges.stream().noneMatch(one -> fresh.stream().anyMatch(it -> isSame(it, one)));
  }

  /// Whether two challenges are of the same realm.
  static boolean isSame(Challenge one, Challenge other) {
    return one.byProxy() == other.byProxy() && one.realm().equals(other.realm());
  }
}
