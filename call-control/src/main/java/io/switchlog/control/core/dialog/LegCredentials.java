package io.switchlog.control.core.dialog;

import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.RequestChallenged;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What answers the challenges of a leg's peer, and which it has made so far (RFC 3261 section 22).
/// Once answered, a challenge is answered in all that follows on the leg, before it is made again.
///
/// @param name what edges know the credentials by
/// @param uri the Request-URI of the INVITE that opened the leg
/// @param inviteCseq its number
/// @param answered the latest challenge of each realm
/// @param requests those that were challenged and have no outcome
public record LegCredentials(
    String name,
    String uri,
    long inviteCseq,
    List<Answered> answered,
    List<AuthorizedRequest> requests) {
  /// More realms do not ask on the way to one party.
  private static final int MOST_REALMS = 4;

  public LegCredentials {
    answered = List.copyOf(answered);
    requests = List.copyOf(requests);
  }

  /// A challenge and the number of the first request that answers it.
  public record Answered(Challenge challenge, long since) {}

  /// Of a leg that is dialed.
  public static LegCredentials of(String name, String uri) {
    return new LegCredentials(name, uri, Invite.FIRST_CSEQ, List.of(), List.of());
  }

  /// Whether a request that was challenged is worth another try.
  ///
  /// @param cseq its number
  public boolean canAnswer(long cseq, List<Challenge> challenges) {
    AuthorizedRequest request = request(cseq);
    return !challenges.isEmpty()
        && (request == null || request.canAnswer(challenges))
        && with(challenges, cseq + 1).size() <= MOST_REALMS;
  }

  private @Nullable AuthorizedRequest request(long cseq) {
    for (AuthorizedRequest request : requests) {
      if (request.cseq() == cseq) {
        return request;
      }
    }
    return null;
  }

  /// A request is sent once more.
  public LegCredentials answering(RequestChallenged event) {
    AuthorizedRequest before = request(event.cseq());
    List<AuthorizedRequest> all = new ArrayList<>(requests);
    all.removeIf(request -> request.cseq() == event.cseq());
    all.add(
        new AuthorizedRequest(
            event.again(), event.challenges(), before == null ? 1 : before.tries() + 1));
    return new LegCredentials(
        name,
        uri,
        event.cseq() == inviteCseq ? event.again() : inviteCseq,
        with(event.challenges(), event.again()),
        all);
  }

  /// Without the requests that have an outcome.
  public LegCredentials keeping(Predicate<AuthorizedRequest> open) {
    return new LegCredentials(
        name, uri, inviteCseq, answered, requests.stream().filter(open).toList());
  }

  /// The INVITE that opens the leg is sent once more for another reason.
  public LegCredentials inviting(long cseq) {
    return new LegCredentials(name, uri, cseq, answered, requests);
  }

  private List<Answered> with(List<Challenge> challenges, long since) {
    List<Answered> all = new ArrayList<>(answered);
    for (Challenge challenge : challenges) {
      all.removeIf(one -> AuthorizedRequest.isSame(one.challenge, challenge));
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
