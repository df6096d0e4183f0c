package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.token.SessionToken;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a message has to pass before anything is remembered of it. A refusal costs one packet and
/// no state.
///
/// | step | of what | else |
/// |---|---|---|
/// | [#hears] the source is one that is served | all outside dialogs, garbage too | nothing |
/// | its source is not banned ([BanPolicy]) | all outside dialogs | nothing |
/// | it is no scanner | requests outside dialogs | nothing |
/// | its source asks no more than it may, and waits for no more | all outside dialogs | 503, then nothing |
/// | there is room to remember it | requests | 503, inside a dialog nothing |
/// | the loop, the bus and call control keep up, and the edge stays | requests, but those that end something | 503, inside a dialog 500 |
/// | it proves who it is ([Authentication]) | calls outside dialogs, registrations | 407, 401 |
/// | it is one that can be done here | requests | [Refusal] |
/// | it came over TLS where its URI is a SIPS URI | requests outside dialogs | 403 |
/// | it did not come over another path | requests outside dialogs | 482 |
///
/// A message inside a dialog bears a token that only we can have made. Responses do as well. Who
/// has one, maybe of a call that is long over, asks no more than a party of a call may: what is
/// more is passed over, and costs the bus nothing.
final class Admission {
  /// What scanners call themselves in their User-Agent, in lower case.
  private static final Set<String> SCANNERS =
      Set.of(
          "friendly-scanner",
          "sipvicious",
          "sipcli",
          "sip-scan",
          "sipsak-scan",
          "sundayddr",
          "vaxsipuseragent",
          "pplsip",
          "iwar",
          "smap");

  /// What one party of a call can ask: more than keys that are pressed, and pictures that are asked
  /// for.
  static final int PER_LEG_AND_SECOND = 50;

  static final int BURST_OF_LEG = 200;

  /// A party hangs up once, and again where its BYE was lost or challenged.
  private static final int BURST_OF_BYES = 20;

  /// A loop that is so late takes nothing new for a while: whoever waits repeats itself by then
  /// (RFC 3261 section 17.1.1.2).
  static final long LATE_MILLIS = 1_000;

  static final long PAUSE_MILLIS = 1_000;

  private final Kit kit;
  private final AdmissionPolicy policy;
  private final SourceRates asked;

  /// How many refusals a source gets: as many as it may ask for.
  private final SourceRates refused;

  /// By leg: what its party asks inside of its dialog. What one party asks is not the other's.
  private final SourceRates inside;

  /// By leg: how often its party hangs up, whatever it asks else.
  private final SourceRates hangingUp;

  private final Bans bans;
  private final Authenticator authenticator;
  private final Effects effects;
  private final Undecided undecided;

  /// How many INVITEs of each source wait for their answers.
  private final Map<String, Integer> waiting = new HashMap<>();

  private long pausedUntilMillis;
  private boolean draining;

  /// What becomes of a request.
  sealed interface Verdict {
    record Admitted() implements Verdict {}

    /// Nobody gets an answer.
    record Ignored() implements Verdict {}

    record Refused(Refusal refusal) implements Verdict {}
  }

  /// Who would register where.
  sealed interface Registrant {
    /// Nobody who may.
    record Unproven(Refusal refusal) implements Registrant {}

    /// Somebody who may.
    ///
    /// @param user who has proved by a password to be it; empty: its source is trusted without
    record Known(UserAddress address, String user) implements Registrant {}
  }

  private static final Verdict ADMITTED = new Verdict.Admitted();
  private static final Verdict IGNORED = new Verdict.Ignored();

  Admission(Kit kit, AdmissionPolicy policy, Effects effects) {
    this.kit = kit;
    this.policy = policy;
    this.asked = new SourceRates(kit.wakeUps(), policy.perSecond(), policy.burst());
    this.refused = new SourceRates(kit.wakeUps(), policy.perSecond(), policy.burst());
    this.effects = effects;
    this.undecided = new Undecided(effects);
    this.bans = new Bans(kit.wakeUps(), policy.bans(), effects);
    this.authenticator = new Authenticator(kit, policy.authentication(), effects, bans);
    this.inside = new SourceRates(kit.wakeUps(), PER_LEG_AND_SECOND, BURST_OF_LEG);
    this.hangingUp = new SourceRates(kit.wakeUps(), 1, BURST_OF_BYES);
  }

  int size() {
    return asked.size()
        + refused.size()
        + inside.size()
        + hangingUp.size()
        + waiting.size()
        + bans.size()
        + undecided.size();
  }

  /// An INVITE outside any dialog waits for its answer.
  void waits(long nowMillis, String host, CallId call) {
    undecided.begins(nowMillis, call, call.value());
    waiting.merge(SourceRates.key(host), 1, Integer::sum);
  }

  /// A call is hung up.
  void hungUp(long nowMillis, CallId call, String transaction) {
    undecided.begins(nowMillis, call, transaction);
  }

  /// Call control has ordered something.
  void decided(long nowMillis, LegCommand order) {
    undecided.decided(nowMillis, order.call().value());
    if (order instanceof SendResponse answer && answer.method().equals(Methods.BYE)) {
      undecided.decided(nowMillis, answer.transaction().key());
    }
  }

  /// A transaction is over.
  void over(String transaction) {
    undecided.forget(transaction);
  }

  /// It does no more.
  void waitsNoMore(String host, CallId call) {
    undecided.forget(call.value());
    waiting.computeIfPresent(SourceRates.key(host), (_, number) -> number == 1 ? null : number - 1);
  }

  private boolean waitsForTooMany(Source source, SipRequest request) {
    return policy.waiting() > 0
        && request.isMethod(Methods.INVITE)
        && waiting.getOrDefault(SourceRates.key(source.host()), 0) >= policy.waiting();
  }

  void drain() {
    draining = true;
  }

  /// The loop was so late.
  void late(long nowMillis, long millis) {
    if (millis >= LATE_MILLIS) {
      kit.count(Counter.LATE);
      pausedUntilMillis = nowMillis + PAUSE_MILLIS;
    }
  }

  /// Whether what belongs to no dialog of ours, and is no request that could be admitted, is looked
  /// at: answers to it are bounded like all else.
  boolean hears(long nowMillis, Source source) {
    if (isShutOut(nowMillis, source)) {
      return false;
    }
    if (!asked.allows(nowMillis, source.host())) {
      kit.count(Counter.TOO_MANY);
      return false;
    }
    return true;
  }

  /// What nobody honest sends came, and was heard.
  void offended(long nowMillis, Source source, Bans.Offence offence) {
    bans.note(nowMillis, source, offence);
  }

  private boolean isShutOut(long nowMillis, Source source) {
    if (!policy.serves(source.host())) {
      kit.count(Counter.DENIED);
      return true;
    }
    if (bans.isBanned(nowMillis, source.host())) {
      kit.count(Counter.BANNED);
      return true;
    }
    return false;
  }

  /// A request that belongs to no transaction.
  ///
  /// @param isAlwaysTaken whether it ends something, and is taken whoever cannot keep up
  /// @param transactions how many are under way or remembered
  /// @param merged whether the same came over another path (RFC 3261 section 8.2.2.2)
  Verdict of(
      long nowMillis,
      Arrival.OfCall arrival,
      SipRequest request,
      boolean isAlwaysTaken,
      int transactions,
      boolean merged) {
    SessionToken token = arrival.token();
    boolean inDialog = token != null;
    if (token == null) {
      Verdict turnedAway = ofStranger(nowMillis, arrival.source(), request);
      if (turnedAway != null) {
        return turnedAway;
      }
      if (isSips(request) && !arrival.source().transport().isSecure()) {
        return new Verdict.Refused(Refusal.SIPS_WITHOUT_TLS);
      }
    } else if (!hearsOf(nowMillis, token, request.method())) {
      return IGNORED;
    }
    if (transactions >= policy.transactions() * (isAlwaysTaken ? 2L : 1L)) {
      kit.count(Counter.FULL);
      // Whoever is in a dialog repeats itself; its refusal would have to be remembered.
      return inDialog ? IGNORED : new Verdict.Refused(Refusal.UNAVAILABLE);
    }
    Behind behind = isAlwaysTaken ? null : whoIsBehind(nowMillis, arrival.call(), inDialog);
    if (behind != null) {
      kit.count(Counter.UNAVAILABLE);
      if (behind != Behind.DRAINS) {
        effects.refusing(behind.words);
      }
      return new Verdict.Refused(inDialog ? Refusal.TRY_AGAIN : Refusal.UNAVAILABLE);
    }
    if (!inDialog && request.isMethod(Methods.INVITE)) {
      Refusal unproven = authenticator.of(nowMillis, arrival.source(), request);
      if (unproven != null) {
        return new Verdict.Refused(unproven);
      }
    }
    Refusal refusal = merged ? Refusal.MERGED : Refusal.of(request, inDialog);
    if (refusal == null && !inDialog && request.isMethod(Methods.OPTIONS)) {
      refusal = Refusal.OPTIONS_ANSWER;
    }
    return refusal == null ? ADMITTED : new Verdict.Refused(refusal);
  }

  /// A request about an address of record.
  ///
  /// @param transactions how many of them are under way or remembered
  Verdict of(long nowMillis, Arrival.OfAddress arrival, int transactions) {
    SipRequest request = arrival.request();
    Verdict turnedAway = ofStranger(nowMillis, arrival.source(), request);
    if (turnedAway != null) {
      return turnedAway;
    }
    if (isSips(request) && !arrival.source().transport().isSecure()) {
      return new Verdict.Refused(Refusal.SIPS_WITHOUT_TLS);
    }
    Refusal refusal = Refusal.of(request, false);
    if (refusal != null) {
      return new Verdict.Refused(refusal);
    }
    if (transactions >= policy.transactions()) {
      kit.count(Counter.FULL);
      return new Verdict.Refused(Refusal.UNAVAILABLE);
    }
    if (draining || nowMillis < pausedUntilMillis) {
      kit.count(Counter.UNAVAILABLE);
      return new Verdict.Refused(Refusal.UNAVAILABLE);
    }
    return ADMITTED;
  }

  /// Who a REGISTER is from that was admitted, and whether it may register there: users do so for
  /// themselves (RFC 3261 section 10.3, steps 3 and 4). Under which name of a host the exchange is
  /// reached does not matter.
  Registrant whoRegisters(long nowMillis, Arrival.OfAddress arrival) {
    Registrant registrant = authenticator.whoRegisters(nowMillis, arrival);
    if (registrant instanceof Registrant.Known(UserAddress address, String _)
        && kit.facts().isSlow(nowMillis, address.aggregate())) {
      kit.count(Counter.UNAVAILABLE);
      effects.refusing(Behind.BUS.words);
      return new Registrant.Unproven(Refusal.UNAVAILABLE);
    }
    return registrant;
  }

  /// A CANCEL whose INVITE is not here. It ends something, so it is taken though others cannot keep
  /// up; but not of whom nothing else is.
  ///
  /// @param transactions how many are under way or remembered
  Verdict ofCancel(long nowMillis, Arrival.OfCall arrival, SipRequest request, int transactions) {
    if (arrival.token() != null) {
      return hearsOf(nowMillis, arrival.token(), Methods.CANCEL) ? ADMITTED : IGNORED;
    }
    Verdict turnedAway = ofStranger(nowMillis, arrival.source(), request);
    if (turnedAway != null) {
      return turnedAway;
    }
    if (transactions >= 2L * policy.transactions()) {
      kit.count(Counter.FULL);
      return IGNORED;
    }
    return ADMITTED;
  }

  /// Whether something more is heard of a leg from whoever has a token of it: a request inside of
  /// its dialog, an ACK or a response that nobody waits for.
  ///
  /// @param method the request's, or that of the request that it is about
  boolean hearsOf(long nowMillis, SessionToken token, String method) {
    SourceRates rates = method.equals(Methods.BYE) ? hangingUp : inside;
    boolean hears = rates.allows(nowMillis, token.call() + '/' + token.leg());
    if (!hears) {
      kit.count(Counter.TOO_MANY);
    }
    return hears;
  }

  private @Nullable Verdict ofStranger(long nowMillis, Source source, SipRequest request) {
    if (isShutOut(nowMillis, source)) {
      return IGNORED;
    }
    if (isScanner(request)) {
      kit.count(Counter.SCANNERS);
      bans.note(nowMillis, source, Bans.Offence.SCAN);
      return IGNORED;
    }
    if (asked.allows(nowMillis, source.host()) && !waitsForTooMany(source, request)) {
      return null;
    }
    kit.count(Counter.TOO_MANY);
    return refused.allows(nowMillis, source.host())
        ? new Verdict.Refused(Refusal.UNAVAILABLE)
        : IGNORED;
  }

  /// Who cannot keep up, or does not stay.
  private enum Behind {
    BUS("the bus does not take what is seen in time: look at the brokers"),
    DRAINS("this edge takes no new calls any more"),
    LOOP("the edge was a second late with what came: it has too few processors, or too many calls"),
    INBOX(
        "call control reads its inbox late: look whether all of its instances run, and whether they"
            + " have enough processors"),
    DECISIONS(
        "calls wait too long for call control's first order: it has too few processors, or too many"
            + " calls");

    private final String words;

    Behind(String words) {
      this.words = words;
    }
  }

  private @Nullable Behind whoIsBehind(long nowMillis, CallId call, boolean inDialog) {
    if (kit.facts().isSlow(nowMillis, AggregateId.of(call))) {
      return Behind.BUS;
    }
    if (inDialog) {
      return null;
    }
    if (draining) {
      return Behind.DRAINS;
    }
    if (nowMillis < pausedUntilMillis) {
      return Behind.LOOP;
    }
    if (kit.facts().isReadLate(call)) {
      return Behind.INBOX;
    }
    return undecided.isBehind(nowMillis, call) ? Behind.DECISIONS : null;
  }

  private static boolean isSips(SipRequest request) {
    return request.uri() instanceof SipUri uri && uri.secure();
  }

  private static boolean isScanner(SipMessage message) {
    String agent = message.header(HeaderName.USER_AGENT);
    if (agent == null) {
      return false;
    }
    // Words of it, for others' names may have the same letters in them (RFC 3261 section 20.41).
    return Stream.of(agent.toLowerCase(Locale.ROOT).split("[\\s/();,]+"))
        .anyMatch(SCANNERS::contains);
  }
}
