package io.switchlog.control.core.dialog;

import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.RequestChallenged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What answers the challenges of a leg's peer, and which it has made so far (RFC 3261 section 22).
/// Once answered, a challenge is answered in all that follows on the leg, before it is made again.
///
/// @param name what edges know the credentials by
/// @param uri the Request-URI of the INVITE that opened the leg
/// @param inviteCseq its number
/// @param answered the latest challenge of each realm
/// @param latest the number of the latest request that was sent once more; 0 for none
/// @param tries how often that one was challenged
public record LegCredentials(
    String name, String uri, long inviteCseq, List<Answered> answered, long latest, int tries) {
  /// A request that is challenged again and again is given up after so many times.
  private static final int MOST_TRIES = 4;

  /// More realms do not ask on the way to one party.
  private static final int MOST_REALMS = 4;

  public LegCredentials {
    answered = List.copyOf(answered);
  }

  /// A challenge and the number of the first request that answers it.
  public record Answered(Challenge challenge, long since) {
    private boolean isOf(Challenge other) {
      return challenge.byProxy() == other.byProxy() && challenge.realm().equals(other.realm());
    }
  }

  /// Of a leg that is dialed.
  public static LegCredentials of(String name, String uri) {
    return new LegCredentials(name, uri, Invite.FIRST_CSEQ, List.of(), 0, 0);
  }

  /// Whether a request that was challenged is worth another try. It is not where the credentials
  /// have just been refused: the answer would be the same, but for the nonce (RFC 3261 section
  /// 22.2).
  ///
  /// @param cseq its number
  public boolean canAnswer(long cseq, List<Challenge> challenges) {
    return !challenges.isEmpty()
        && (cseq != latest || tries < MOST_TRIES)
        && challenges.stream().noneMatch(challenge -> isRefused(cseq, challenge))
        && with(challenges, cseq + 1).size() <= MOST_REALMS;
  }

  private boolean isRefused(long cseq, Challenge challenge) {
    return answered.stream().anyMatch(one -> one.since == cseq && one.isOf(challenge));
  }

  /// A request is sent once more.
  public LegCredentials answering(RequestChallenged event) {
    return new LegCredentials(
        name,
        uri,
        event.cseq() == inviteCseq ? event.again() : inviteCseq,
        with(event.challenges(), event.again()),
        event.again(),
        event.cseq() == latest ? tries + 1 : 1);
  }

  /// The INVITE that opens the leg is sent once more for another reason.
  public LegCredentials inviting(long cseq) {
    return new LegCredentials(name, uri, cseq, answered, latest, tries);
  }

  private List<Answered> with(List<Challenge> challenges, long since) {
    List<Answered> all = new ArrayList<>(answered);
    for (Challenge challenge : challenges) {
      all.removeIf(one -> one.isOf(challenge));
      all.add(new Answered(challenge, since));
    }
    return all;
  }

  /// What a request bears; null for nothing.
  ///
  /// @param requestUri its Request-URI
  @Nullable List<Authorization> in(String method, String requestUri, long cseq) {
    List<Authorization> all = new ArrayList<>();
    for (Answered one : answered) {
      if (one.since <= cseq) {
        Challenge challenge = one.challenge;
        long count = cseq - one.since + 1;
        all.add(
            new Authorization(
                challenge.byProxy(), name, challenge.text(), count, method, requestUri));
      }
    }
    return all.isEmpty() ? null : all;
  }

  /// What the ACK to a 2xx bears: the same as its INVITE (RFC 3261 section 22.1); null for nothing.
  ///
  /// @param target the Request-URI of an INVITE in the dialog
  @Nullable List<Authorization> inAck(String target, long cseq) {
    return in("INVITE", cseq == inviteCseq ? uri : target, cseq);
  }
}
