package io.switchlog.control.core.dialog;

import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.HandedNonce;
import io.switchlog.schemas.event.RequestChallenged;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What answers the challenges of a leg's peer, and which it has made so far (RFC 3261 section 22).
/// Once answered, a challenge is answered in all that follows on the leg, before it is made again.
///
/// What a request bears is settled when it is first sent, and stays for as long as it is sent:
/// which nonces, and as which of the requests that bear each. On a leg whose first challenge was
/// answered by rules before 9 it follows from its number, whenever it is sent.
///
/// @param name what edges know the credentials by
/// @param uri the Request-URI of the INVITE that opened the leg; of a leg that came here talking,
///   its remote target
/// @param inviteCseq the number of that INVITE; of a leg that came here talking, 1
/// @param answered the latest challenge of each realm
/// @param counts how many requests bore each nonce; null: nothing was challenged, or not counted
/// @param requests what is known of those that may be sent or challenged again
/// @param forks our BYEs to parties that answered besides another
public record LegCredentials(
    String name,
    String uri,
    long inviteCseq,
    List<Answered> answered,
    @Nullable NonceCounts counts,
    List<AuthorizedRequest> requests,
    List<ForkBye> forks) {
  /// More realms do not ask on the way to one party.
  private static final int MOST_REALMS = 4;

  /// Answers to more INVITEs, besides the one that opened the leg, do not come once more.
  private static final int MOST_INVITES = 4;

  public LegCredentials {
    answered = List.copyOf(answered);
    requests = List.copyOf(requests);
    forks = List.copyOf(forks);
  }

  /// A challenge and the number of the first request that answers it.
  public record Answered(Challenge challenge, long since) {}

  /// Of a leg that is dialed.
  public static LegCredentials of(String name, String uri) {
    return new LegCredentials(name, uri, Invite.FIRST_CSEQ, List.of(), null, List.of(), List.of());
  }

  /// Of a leg that came here talking.
  ///
  /// @param nonces as in [HandedDialog]
  public static LegCredentials of(String name, String uri, @Nullable List<HandedNonce> nonces) {
    LegCredentials fresh = of(name, uri);
    if (nonces == null) {
      return fresh;
    }
    List<Answered> answered =
        nonces.stream()
            .filter(HandedNonce::answered)
            .map(nonce -> new Answered(nonce.challenge(), Invite.FIRST_CSEQ))
            .toList();
    return new LegCredentials(
        name, uri, fresh.inviteCseq, answered, NonceCounts.of(nonces), List.of(), List.of());
  }

  /// What another call needs to know of it; null where nothing was challenged, or not counted.
  public @Nullable List<HandedNonce> handed() {
    return counts == null
        ? null
        : counts.handed(answered.stream().map(Answered::challenge).toList());
  }

  /// Whether a request that was challenged is worth another try.
  ///
  /// @param cseq its number
  /// @param fork as in [AuthorizedRequest]
  public boolean canAnswer(long cseq, @Nullable String fork, List<Challenge> challenges) {
    AuthorizedRequest request = request(cseq, fork);
    return !challenges.isEmpty()
        && (request == null || request.canAnswer(challenges))
        && with(challenges, cseq + 1).size() <= MOST_REALMS;
  }

  private @Nullable AuthorizedRequest request(long cseq, @Nullable String fork) {
    for (AuthorizedRequest request : requests) {
      if (request.is(cseq, fork)) {
        return request;
      }
    }
    return null;
  }

  /// Our BYE to a party that answered besides another; null for none.
  public @Nullable ForkBye fork(String tag) {
    for (ForkBye fork : forks) {
      if (fork.tag().equals(tag)) {
        return fork;
      }
    }
    return null;
  }

  /// A request is to be sent once more.
  public LegCredentials answering(RequestChallenged event) {
    String fork = event.fork();
    AuthorizedRequest before = request(event.cseq(), fork);
    int tries = before == null ? 1 : before.tries() + 1;
    boolean opening = fork == null && event.cseq() == inviteCseq;
    boolean counted =
        answered.isEmpty() && event.challenges().stream().allMatch(one -> one.nonce() != null);
    return new LegCredentials(
        name,
        uri,
        opening ? event.again() : inviteCseq,
        with(event.challenges(), event.again()),
        counts == null && counted ? NonceCounts.NONE : counts,
        replacing(
            event.cseq(),
            new AuthorizedRequest(event.again(), fork, List.of(), event.challenges(), tries, null)),
        forks.stream()
            .map(bye -> bye.tag().equals(fork) ? bye.numbered(event.again()) : bye)
            .toList());
  }

  /// A request is sent, maybe again: what it bears is settled.
  ///
  /// @param fork as in [AuthorizedRequest]
  /// @param invite as in [AuthorizedRequest]
  public LegCredentials sending(
      long cseq, @Nullable String fork, AuthorizedRequest.@Nullable Covered invite) {
    AuthorizedRequest before = request(cseq, fork);
    if (counts == null || (before != null && !before.answers().isEmpty())) {
      return this;
    }
    NonceCounts now = counts;
    List<AuthorizedRequest.Counted> answers = new ArrayList<>();
    for (Answered one : answered) {
      now = now.using(one.challenge);
      answers.add(new AuthorizedRequest.Counted(one.challenge, now.of(one.challenge)));
    }
    List<Challenge> fresh = before == null ? List.of() : before.fresh();
    int tries = before == null ? 0 : before.tries();
    return with(
        now,
        replacing(cseq, new AuthorizedRequest(cseq, fork, answers, fresh, tries, invite)),
        forks);
  }

  /// The INVITE that opens the leg is sent once more for another reason.
  public LegCredentials inviting(long cseq) {
    return new LegCredentials(name, uri, cseq, answered, counts, requests, forks);
  }

  /// A party that answered besides another is sent a BYE: the same one where it answers again.
  public LegCredentials releasing(ExtraAnswerReleased event, long byeCseq) {
    if (fork(event.dialog().remoteTag()) != null) {
      return this;
    }
    List<ForkBye> all = new ArrayList<>(forks);
    all.add(new ForkBye(event.edge(), event.dialog(), byeCseq, event.content(), false));
    return with(counts, requests, all);
  }

  /// Without what is known of requests that have an outcome, but for what ACKs repeat: the answers
  /// to the latest INVITEs may come again, and those of other parties to the one that opened the
  /// leg.
  public LegCredentials keeping(Predicate<AuthorizedRequest> open) {
    long latestInvites =
        requests.stream()
            .filter(request -> request.invite() != null)
            .mapToLong(AuthorizedRequest::cseq)
            .map(cseq -> -cseq)
            .sorted()
            .limit(MOST_INVITES)
            .map(cseq -> -cseq)
            .min()
            .orElse(0);
    return with(
        counts,
        requests.stream()
            .filter(request ->
                request.invite() != null
                    ? request.cseq() == inviteCseq || request.cseq() >= latestInvites
                    : open.test(request))
            .toList(),
        forks);
  }

  private LegCredentials with(
      @Nullable NonceCounts newCounts, List<AuthorizedRequest> all, List<ForkBye> newForks) {
    return new LegCredentials(name, uri, inviteCseq, answered, newCounts, all, newForks);
  }

  private List<AuthorizedRequest> replacing(long cseq, AuthorizedRequest now) {
    List<AuthorizedRequest> all = new ArrayList<>(requests);
    all.removeIf(request -> request.is(cseq, now.fork()));
    all.add(now);
    return all;
  }

  private List<Answered> with(List<Challenge> challenges, long since) {
    List<Answered> all = new ArrayList<>(answered);
    for (Challenge challenge : challenges) {
      all.removeIf(one -> AuthorizedRequest.isOfSameRealm(one.challenge, challenge));
      all.add(new Answered(challenge, since));
    }
    return all;
  }

  /// What a request bears; null for nothing.
  ///
  /// @param requestUri its Request-URI
  /// @param fork as in [AuthorizedRequest]
  @Nullable List<Authorization> in(
      String method, String requestUri, long cseq, @Nullable String fork) {
    if (counts == null) {
      return byNumber(method, requestUri, cseq);
    }
    AuthorizedRequest request = request(cseq, fork);
    return request == null || request.answers().isEmpty()
        ? null
        : request.answers().stream()
            .map(one -> order(one.challenge(), one.count(), method, requestUri))
            .toList();
  }

  private Authorization order(Challenge challenge, long count, String method, String of) {
    return new Authorization(challenge.byProxy(), name, challenge.text(), count, method, of);
  }

  private @Nullable List<Authorization> byNumber(String method, String requestUri, long cseq) {
    List<Authorization> all = new ArrayList<>();
    for (Answered one : answered) {
      if (one.since <= cseq) {
        all.add(order(one.challenge, cseq - one.since + 1, method, requestUri));
      }
    }
    return all.isEmpty() ? null : all;
  }

  /// What the ACK to a 2xx bears: the same as its INVITE (RFC 3261 section 22.1); null for nothing.
  ///
  /// @param target the Request-URI of an INVITE in the dialog
  @Nullable List<Authorization> inAck(String target, long cseq) {
    if (counts == null) {
      return byNumber("INVITE", cseq == inviteCseq ? uri : target, cseq);
    }
    AuthorizedRequest request = request(cseq, null);
    if (request == null || request.invite() == null || request.answers().isEmpty()) {
      return null;
    }
    AuthorizedRequest.Covered covered = request.invite();
    return request.answers().stream().map(one -> orderAck(one, covered)).toList();
  }

  private Authorization orderAck(AuthorizedRequest.Counted one, AuthorizedRequest.Covered covered) {
    Challenge challenge = one.challenge();
    return new Authorization(
        challenge.byProxy(),
        name,
        challenge.text(),
        one.count(),
        "INVITE",
        covered.uri(),
        Boolean.TRUE.equals(challenge.coversBody()) ? covered.body() : null);
  }
}
