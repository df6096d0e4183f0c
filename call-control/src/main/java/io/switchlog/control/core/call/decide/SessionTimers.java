package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.SessionInterval;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.RefreshAnswered;
import io.switchlog.schemas.event.RefreshDeferred;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.SessionTimed;
import io.switchlog.schemas.event.SessionTiming;
import io.switchlog.schemas.event.SessionTiming.Refresher;
import io.switchlog.schemas.event.SessionUntimed;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Session timers (RFC 4028). Each leg has one of its own, or none: a back-to-back user agent is a
/// side of either dialog, and what one peer asks for is nothing to the other.
///
///     2xx that agrees on one ──> SessionTimed ──half of it──> RefreshSent | LegReoffered ──2xx──> SessionTimed
///                                  │   ^                          └──failure──> RefreshDeferred ──┐
///                                  │   └────── any INVITE or UPDATE of the peer's                 │
///                                  └──nobody refreshed it──> the call ends <──────────────────────┘
final class SessionTimers {
  /// RFC 4028 section 10: a session that nobody refreshed is ended this much before it is over, or
  /// a third of it where that is less.
  private static final int EARLY_SECONDS = 32;

  /// No try that is ours to time comes sooner than this.
  private static final Duration LEAST_WAIT = Duration.ofSeconds(5);

  private SessionTimers() {}

  /// What an INVITE that opens a leg asks for.
  static Content asking(Turn turn, Content content) {
    return SessionInterval.asked(turn.call().sessionSeconds(), 0).in(content);
  }

  /// Whether a request asks for less than we do it for. RFC 4028 section 9: one whose sender knows
  /// no timers cannot be told.
  static boolean isTooBrief(@Nullable SessionTiming said) {
    return said != null
        && said.supported()
        && said.seconds() > 0
        && said.seconds() < SessionInterval.LEAST_SECONDS;
  }

  /// For a 422.
  static Content least() {
    return OwnHeaders.leastSession(SessionInterval.LEAST_SECONDS);
  }

  /// The INVITE that a called party refused because it wants to be refreshed less often, asking for
  /// what it wants (RFC 4028 section 7.3); null where it was asked so before.
  static @Nullable Content askingForMore(Leg.Dialing leg, Reply reply) {
    SessionInterval asked = SessionInterval.askedIn(leg.invite().content());
    int least = reply.timing() == null ? 0 : reply.timing().leastSeconds();
    return asked.seconds() == 0 || asked.leastSeconds() > 0 || least <= asked.seconds()
        ? null
        : SessionInterval.asked(asked.seconds(), least).in(leg.invite().content());
  }

  /// What our 2xx to an INVITE or UPDATE of a leg says (RFC 4028 section 9, table 2).
  ///
  /// @param before the leg's timer; null for none
  static SessionInterval answer(
      ActiveCall call, @Nullable SessionTimer before, PeerRequest request) {
    SessionTiming said = request.timing();
    boolean supported = said != null && said.supported();
    int wanted = call.sessionSeconds();
    if (said != null && said.seconds() > 0) {
      int least = Math.max(said.leastSeconds(), SessionInterval.LEAST_SECONDS);
      int seconds = Math.max(said.seconds(), SessionInterval.LEAST_SECONDS);
      int chosen =
          wanted > 0 && wanted < seconds ? Math.max(wanted, Math.min(least, seconds)) : seconds;
      return answer(chosen, supported, said.refresher());
    }
    // Where nothing is asked for, what was in force goes on, if the peer knows timers at all.
    int usual = before != null && supported ? before.seconds() : wanted;
    if (usual == 0) {
      return SessionInterval.NONE;
    }
    int seconds = Math.max(usual, said == null ? 0 : said.leastSeconds());
    boolean byUs = before != null && before.refreshedByUs();
    return answer(seconds, supported, byUs ? Refresher.UAS : Refresher.UAC);
  }

  /// Who knows no timers does not refresh; who does, and says nothing, does it himself.
  private static SessionInterval answer(
      int seconds, boolean supported, @Nullable Refresher refresher) {
    Refresher chosen = !supported || refresher == Refresher.UAS ? Refresher.UAS : Refresher.UAC;
    return new SessionInterval(seconds, chosen, 0, supported);
  }

  /// What [#answer] said holds from here on.
  static void answered(Turn turn, LegId id, PeerRequest request, SessionInterval said) {
    if (!(turn.call().leg(id) instanceof Leg.Talking leg)) {
      return;
    }
    SessionTiming timing = request.timing();
    if (said.seconds() > 0) {
      SessionTimer before = leg.timer();
      timed(
          turn,
          leg,
          said.seconds(),
          said.refresher() == Refresher.UAS,
          before == null ? 0 : before.leastSeconds(),
          allowsUpdate(timing, before));
    } else if (leg.timer() != null) {
      turn.tell(new SessionUntimed(id));
    }
  }

  /// A party answered the INVITE that opened its leg.
  static void pickedUp(Turn turn, Leg.Dialing dialed, Reply reply) {
    if (turn.call().leg(dialed.id()) instanceof Leg.Talking leg) {
      SessionInterval asked =
          turn.call().sessionSeconds() == 0
              ? SessionInterval.NONE
              : SessionInterval.askedIn(dialed.invite().content());
      agreed(turn, leg, reply, asked.seconds(), asked.leastSeconds());
    }
  }

  /// A leg agreed to an INVITE or UPDATE of ours, whatever it was for.
  static void refreshed(Turn turn, LegId id, Reply reply) {
    if (turn.call().leg(id) instanceof Leg.Talking leg) {
      SessionTimer before = leg.timer();
      boolean goesOn = before != null && before.refreshedByUs() && turn.call().sessionSeconds() > 0;
      agreed(
          turn,
          leg,
          reply,
          before == null || !goesOn ? 0 : before.seconds(),
          before == null ? 0 : before.leastSeconds());
    }
  }

  /// RFC 4028 section 7.2. A peer that knows no timers does nothing for ours: where the rule wants
  /// them, we refresh.
  ///
  /// @param asked what we do it for on our own; 0: not at all
  private static void agreed(Turn turn, Leg.Talking leg, Reply reply, int asked, int least) {
    SessionTiming said = reply.timing();
    SessionTimer before = leg.timer();
    boolean byUpdate = allowsUpdate(said, before);
    if (said != null && said.seconds() > 0) {
      int seconds = Math.max(said.seconds(), SessionInterval.LEAST_SECONDS);
      timed(turn, leg, seconds, said.refresher() != Refresher.UAS, least, byUpdate);
    } else if (asked > 0) {
      timed(turn, leg, asked, true, least, byUpdate);
    } else if (before != null) {
      turn.tell(new SessionUntimed(leg.id()));
    }
  }

  /// Whether a leg takes an UPDATE: it says so now, or has before.
  private static boolean allowsUpdate(@Nullable SessionTiming said, @Nullable SessionTimer before) {
    return (said != null && said.allowsUpdate()) || (before != null && before.byUpdate());
  }

  private static void timed(
      Turn turn, Leg.Talking leg, int seconds, boolean byUs, int least, boolean byUpdate) {
    Instant overAt = turn.now().plusSeconds(seconds - early(seconds));
    // RFC 4028 section 7.2: half of the time leaves room for another try.
    Instant refreshAt = byUs ? turn.now().plusMillis(500L * seconds) : null;
    turn.tell(new SessionTimed(leg.id(), seconds, byUs, least, byUpdate, overAt, refreshAt));
  }

  /// What an INVITE or UPDATE of ours inside a leg's dialog says: without it, the timer would be
  /// off (RFC 4028 section 7.2).
  static Content inRequest(Leg.Talking leg, Content content) {
    SessionTimer timer = leg.timer();
    if (timer == null) {
      return content;
    }
    return new SessionInterval(
            Math.max(timer.seconds(), timer.leastSeconds()),
            timer.refreshedByUs() ? Refresher.UAC : Refresher.UAS,
            timer.leastSeconds(),
            false)
        .in(content);
  }

  /// It is time to refresh a session, or its time is over.
  static Decision due(Turn turn, Leg.Talking leg) {
    SessionTimer timer = leg.timer();
    if (timer == null) {
      return Decision.refused("a session with a timer", "leg " + leg.id() + " without");
    }
    if (!timer.refreshedByUs() || !turn.now().isBefore(timer.overAt())) {
      expired(turn, leg, timer);
    } else if (timer.byUpdate()) {
      turn.tell(new RefreshSent(leg.id(), leg.dialog().nextCseq(), inRequest(leg, Content.NONE)));
    } else if (Glare.isFree(turn.call(), leg)
        && !leg.session().agreed().isEmpty()
        && !isToBeOffered(turn.call(), leg.id())) {
      turn.tell(
          new LegReoffered(
              leg.id(),
              leg.dialog().nextCseq(),
              inRequest(leg, OwnHeaders.session(leg.session().agreed()))));
    } else {
      // Another offer is under way, or will be as soon as the media node hears the leg.
      Duration quarter = Duration.between(turn.now(), timer.overAt()).dividedBy(4);
      Duration wait = quarter.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : quarter;
      defer(turn, leg, 0, timer.byUpdate(), timer.leastSeconds(), wait);
    }
    return turn.told();
  }

  /// Whether a leg that talks has come for the parked party, and has no offer yet of what that one
  /// does.
  private static boolean isToBeOffered(ActiveCall call, LegId leg) {
    return call.plan() instanceof Plan.Parked parked && leg.equals(parked.retriever());
  }

  private static void expired(Turn turn, Leg.Talking leg, SessionTimer timer) {
    String text =
        timer.refreshedByUs()
            ? "leg "
                + leg.id()
                + " agreed to no refresh of its session for "
                + timer.seconds()
                + " s"
            : "leg " + leg.id() + " did not refresh its session within " + timer.seconds() + " s";
    turn.ask(new PlanInput.Broke(new Outcome(EndCause.SESSION_EXPIRED, leg.id(), 200, text)));
  }

  /// Whether a response is to an UPDATE of ours.
  static boolean isRefresh(Leg.Talking leg, String method, long cseq) {
    SessionTimer timer = leg.timer();
    return timer != null
        && timer.open() != null
        && timer.open().cseq() == cseq
        && method.equals("UPDATE");
  }

  /// A response to an UPDATE of ours.
  static Decision responded(Turn turn, Leg.Talking leg, Reply reply) {
    if (reply.status() < 200) {
      return Decision.refused("a final response", Integer.toString(reply.status()));
    }
    if (!reply.isSuccess()) {
      return failed(turn, leg, reply.cseq(), reply.status(), reply.timing());
    }
    turn.tell(new RefreshAnswered(leg.id(), reply.cseq(), reply.target(), reply.uuid()));
    refreshed(turn, leg.id(), reply);
    return turn.told();
  }

  /// A refresh came to nothing. RFC 4028 section 10: what says that the dialog is gone ends it; all
  /// else leaves the session as it was, until it is over.
  ///
  /// @param said what the refusal says of timers; null for nothing
  static Decision failed(
      Turn turn, Leg.Talking leg, long cseq, int status, @Nullable SessionTiming said) {
    SessionTimer timer = leg.timer();
    if (timer == null) {
      return Decision.refused("a session with a timer", "leg " + leg.id() + " without");
    }
    if (Glare.endsDialog(status)) {
      String text = "leg " + leg.id() + " answered the refresh of its session with " + status;
      turn.ask(new PlanInput.Broke(new Outcome(EndCause.SESSION_EXPIRED, leg.id(), 200, text)));
      return turn.told();
    }
    boolean update = timer.open() != null && timer.open().cseq() == cseq;
    int least = said == null ? 0 : said.leastSeconds();
    if (status == 422 && timer.leastSeconds() == 0 && least > timer.seconds()) {
      // RFC 4028 section 7.3: at once, asking for what it wants; but once.
      defer(turn, leg, cseq, update, least, Duration.ZERO);
    } else if (status == 491) {
      // RFC 3261 section 14.1; less often, the longer it goes on.
      Duration backOff = Duration.ofMillis(Glare.backOffMillis(turn, leg.id(), cseq));
      Duration half = Duration.between(dueAt(timer), turn.now()).dividedBy(2);
      Duration wait = backOff.compareTo(half) < 0 ? half : backOff;
      defer(turn, leg, cseq, update, timer.leastSeconds(), wait);
    } else {
      // An UPDATE that is not taken may be by INVITE.
      Duration left = Duration.between(turn.now(), timer.overAt());
      Duration half = left.dividedBy(2);
      Duration wait = update ? LEAST_WAIT : half.compareTo(LEAST_WAIT) < 0 ? left : half;
      defer(turn, leg, cseq, false, timer.leastSeconds(), wait);
    }
    return turn.told();
  }

  /// When we refresh a session next whose refresh would have been an offer that was refused; null
  /// where we do not.
  static @Nullable Instant afterRefusal(Turn turn, Leg.Talking leg) {
    SessionTimer timer = leg.timer();
    if (timer == null || !timer.refreshedByUs()) {
      return null;
    }
    Duration left = Duration.between(turn.now(), timer.overAt());
    Duration half = left.dividedBy(2);
    return half.compareTo(LEAST_WAIT) < 0 ? timer.overAt() : turn.now().plus(half);
  }

  /// When a session that we refresh was to be.
  private static Instant dueAt(SessionTimer timer) {
    int seconds = timer.seconds();
    return timer.overAt().plusSeconds(early(seconds)).minusMillis(500L * seconds);
  }

  private static int early(int seconds) {
    return Math.min(EARLY_SECONDS, seconds / 3);
  }

  /// A request that was passed on, and bore the leg's timer, met somebody who wants to be asked
  /// less often (RFC 4028 section 7.3): we do so at once, and from here on.
  static void wantsLonger(Turn turn, Leg.Talking leg, long cseq, @Nullable SessionTiming said) {
    SessionTimer timer = leg.timer();
    int least = said == null ? 0 : said.leastSeconds();
    if (timer != null
        && timer.refreshedByUs()
        && timer.open() == null
        && timer.leastSeconds() == 0
        && least > timer.seconds()) {
      defer(turn, leg, cseq, timer.byUpdate(), least, Duration.ZERO);
    }
  }

  /// The next try; where there is no time for one, the end.
  private static void defer(
      Turn turn, Leg.Talking leg, long cseq, boolean byUpdate, int least, Duration wait) {
    SessionTimer timer = leg.timer();
    if (timer == null) {
      return;
    }
    Instant next = turn.now().plus(wait);
    Instant retryAt = next.isAfter(timer.overAt()) ? timer.overAt() : next;
    turn.tell(new RefreshDeferred(leg.id(), cseq, byUpdate, least, retryAt));
  }
}
