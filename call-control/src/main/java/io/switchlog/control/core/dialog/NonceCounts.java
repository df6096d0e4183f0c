package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.HandedNonce;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How many requests of a leg have borne each nonce (RFC 7616 section 3.4, `nc`). A nonce comes
/// from whoever challenges, for whichever request or dialog it likes, and may come again after
/// another: so each is counted by itself, and of the latest sixteen no number is used twice.
///
/// @param used the one that was used latest comes last
record NonceCounts(List<Used> used) {
  static final NonceCounts NONE = new NonceCounts(List.of());

  /// Nobody comes back to a nonce after so many others.
  private static final int MOST = 16;

  NonceCounts {
    used = List.copyOf(used);
  }

  /// A nonce by one who challenged with it, and how many requests bore it.
  record Used(Challenge challenge, long count) {
    private boolean isOf(Challenge other) {
      return AuthorizedRequest.isOfSameRealm(challenge, other)
          && nonce(challenge).equals(nonce(other));
    }

    private static String nonce(Challenge challenge) {
      return Objects.requireNonNullElse(challenge.nonce(), challenge.text());
    }
  }

  /// @param nonces as in [HandedDialog]
  static NonceCounts of(List<HandedNonce> nonces) {
    return new NonceCounts(
        nonces.stream().map(nonce -> new Used(nonce.challenge(), nonce.count())).toList());
  }

  /// @param answered the latest challenge of each realm
  List<HandedNonce> handed(List<Challenge> answered) {
    List<HandedNonce> all = new ArrayList<>();
    for (Challenge challenge : answered) {
      if (of(challenge) == 0) {
        all.add(new HandedNonce(challenge, 0, true));
      }
    }
    for (Used one : used) {
      boolean isAnswered = answered.stream().anyMatch(one::isOf);
      all.add(new HandedNonce(one.challenge, one.count, isAnswered));
    }
    return all;
  }

  long of(Challenge challenge) {
    for (Used one : used) {
      if (one.isOf(challenge)) {
        return one.count;
      }
    }
    return 0;
  }

  /// One more request bears it.
  NonceCounts using(Challenge challenge) {
    List<Used> all = new ArrayList<>(used);
    all.removeIf(one -> one.isOf(challenge));
    all.add(new Used(challenge, of(challenge) + 1));
    return new NonceCounts(all.subList(Math.max(0, all.size() - MOST), all.size()));
  }
}
