package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Challenge;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request of ours that bears credentials or was challenged, as it was sent latest.
///
/// @param cseq its number
/// @param fork the tag of the party that it ends the dialog of; null: it is in the leg's own
/// @param answers what it bears, for as long as it is sent
/// @param fresh the challenges that it was sent once more for
/// @param tries how often it was challenged
/// @param invite of an INVITE: what its ACK repeats; null: it is none
public record AuthorizedRequest(
    long cseq,
    @Nullable String fork,
    List<Counted> answers,
    List<Challenge> fresh,
    int tries,
    @Nullable Covered invite) {
  /// One that is challenged again and again is given up after so many times.
  private static final int MOST_TRIES = 4;

  public AuthorizedRequest {
    answers = List.copyOf(answers);
    fresh = List.copyOf(fresh);
  }

  /// An answer, and how many requests have borne its nonce with it.
  public record Counted(Challenge challenge, long count) {}

  /// What the answer of an INVITE covers, besides the method.
  public record Covered(String uri, Bytes body) {}

  boolean is(long number, @Nullable String ofFork) {
    return cseq == number && Objects.equals(fork, ofFork);
  }

  /// Whether it is worth another try. It is not where the credentials have just been refused: the
  /// answer would be the same, but for the nonce (RFC 3261 section 22.2).
  boolean canAnswer(List<Challenge> challenges) {
    return tries < MOST_TRIES
        && challenges.stream()
            .noneMatch(one -> fresh.stream().anyMatch(it -> isOfSameRealm(it, one)));
  }

  /// Whether two challenges are of the same realm.
  static boolean isOfSameRealm(Challenge one, Challenge other) {
    return one.byProxy() == other.byProxy() && one.realm().equals(other.realm());
  }
}
