package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Target;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom a ring plan rings next, and how. Where a media node carries the audio, each party's INVITE
/// names an address of its own: where ports are leased it leaves at once, else when the node has
/// said where. Until then the party is planned: its endpoint is in the media plan, its leg is not
/// there.
final class RingTargets {
  /// What the INVITEs that ring at a time may come to: a decision is one record, in which each
  /// stands twice, and all of them where their edge is lost.
  private static final int MOST_BYTES = 200_000;

  private RingTargets() {}

  /// A target whose turn it is.
  private sealed interface Next {

    /// It is rung.
    ///
    /// @param mode how its audio travels
    record Rung(RingTarget ringing, Target target, Action.MediaMode mode) implements Next {}

    /// It cannot be rung, which is told in its place.
    record Skipped(TargetSkipped event) implements Next {}
  }

  /// Rings every target of the stage that is due, in order; those that cannot be rung are told.
  ///
  /// @param nobodyRings whether the next one is due whatever its delay
  static void ring(Turn turn, boolean nobodyRings) {
    WaitingCaller caller = WaitingCaller.of(turn.call());
    if (caller != null
        && turn.call().plan() instanceof Plan.Ring plan
        && turn.call().plannedLegs() == 0) {
      List<Next> due = due(turn, plan, caller, nobodyRings);
      if (plan.isPlain() && !due.isEmpty() && due.getFirst() instanceof Next.Skipped(var alone)) {
        // Older builds have no word for it, and nobody else is to be rung.
        Endings.refuse(turn, EndCause.UNAVAILABLE, alone.status(), alone.reason(), Content.NONE);
      } else if (!plan.isPlain() && Breadth.share(caller.content(), plan.current()) == 0) {
        Endings.refuse(turn, EndCause.UNAVAILABLE, 440, OwnHeaders.phrase(440), Content.NONE);
      } else {
        int first = untilRelayed(due);
        dial(turn, plan, due.subList(0, first));
        List<Next> rest = due.subList(first, due.size());
        if (rest.stream().anyMatch(next -> isRung(next, Action.MediaMode.RELAY))) {
          relay(turn, plan, caller, rest);
        } else {
          dial(turn, plan, rest);
        }
      }
    }
  }

  private static boolean isRung(Next next, Action.MediaMode mode) {
    return next instanceof Next.Rung rung && rung.mode() == mode;
  }

  /// How many are there up to the last that needs no media node before the first that does: they
  /// wait for nothing.
  private static int untilRelayed(List<Next> due) {
    int first = 0;
    for (int i = 0; i < due.size() && !isRung(due.get(i), Action.MediaMode.RELAY); i++) {
      first = isRung(due.get(i), Action.MediaMode.BYPASS) ? i + 1 : first;
    }
    return first;
  }

  /// Those of a stage that are due, as many as a call can have, and one decision can hold.
  private static List<Next> due(
      Turn turn, Plan.Ring plan, WaitingCaller caller, boolean nobodyRings) {
    List<Next> due = new ArrayList<>();
    long weight = 0L + caller.content().headers().length() + caller.content().body().length();
    int pending = turn.call().openLegs() - 1;
    int able = 0;
    for (RingTarget target : targets(turn, plan, nobodyRings)) {
      Next next = next(turn, plan, caller, target);
      if (next instanceof Next.Rung) {
        if (turn.call().openLegs() + able >= ActiveCall.MOST_LEGS) {
          next = unavailable();
        } else if (pending + able > 0 && weight * (pending + able + 1) > MOST_BYTES) {
          next = new Next.Skipped(new TargetSkipped(513, OwnHeaders.phrase(513)));
        } else {
          able++;
        }
      }
      due.add(next);
    }
    return due;
  }

  private static Next next(Turn turn, Plan.Ring plan, WaitingCaller caller, RingTarget ringing) {
    ContactBinding binding = plan.binding(ringing);
    NodeId edge = edge(turn, caller, binding);
    if (edge == null) {
      return unreachable();
    }
    Target named = Target.of(ringing.uri(), caller.dialog(), Edges.advertisedHost(turn, edge));
    Target target = named == null || binding == null ? named : named.along(binding.flow());
    if (target == null) {
      return new Next.Skipped(new TargetSkipped(500, "Invalid Target"));
    }
    if (caller.dialog().secure() && !target.isSecure()) {
      // RFC 5630 section 3.1.3: whoever asks for SIPS is put through by SIPS, or not at all.
      return new Next.Skipped(new TargetSkipped(480, "SIPS Not Allowed"));
    }
    if (binding == null && Loops.leadsBack(turn, ringing.uri())) {
      return new Next.Skipped(new TargetSkipped(482, "Loop Detected"));
    }
    Action.MediaMode mode = plan.mode(ringing);
    if (plan.isPlain() || mode == Action.MediaMode.BYPASS) {
      return new Next.Rung(ringing, target, mode);
    }
    if (!MediaPlaces.mayServe(turn, family(plan, ringing))
        || (plan.isMixed() && !MediaPlaces.isThere(turn))) {
      return unavailable();
    }
    return plan.isMixed() && turn.call().media() == null && caller(plan, caller) == null
        ? new Next.Skipped(new TargetSkipped(488, OwnHeaders.phrase(488)))
        : new Next.Rung(ringing, target, mode);
  }

  /// Which edge sends for a party: that of the connection that it has registered over, which nobody
  /// else has, or the caller's.
  ///
  /// @return null where that edge is gone
  private static @Nullable NodeId edge(
      Turn turn, WaitingCaller caller, @Nullable ContactBinding binding) {
    if (binding == null) {
      return Edges.inPlaceOf(turn, caller.edge());
    }
    Flow flow = binding.flow();
    return flow.connection().isEmpty() || turn.view().isLive(flow.edge())
        ? Edges.inPlaceOf(turn, flow.edge())
        : null;
  }

  /// A phone is where it is seen, whatever it calls itself.
  private static AddressFamily family(Plan.Ring plan, RingTarget ringing) {
    ContactBinding binding = plan.binding(ringing);
    return binding == null
        ? MediaPlaces.familyOf(ringing.uri())
        : MediaPlaces.family(binding.flow().host());
  }

  /// Its connection ended with its edge, and it has not come back yet.
  private static Next unreachable() {
    return new Next.Skipped(new TargetSkipped(480, OwnHeaders.phrase(480)));
  }

  private static Next unavailable() {
    return new Next.Skipped(new TargetSkipped(503, OwnHeaders.phrase(503)));
  }

  private static List<RingTarget> targets(Turn turn, Plan.Ring plan, boolean nobodyRings) {
    List<RingTarget> left = plan.left();
    int least = nobodyRings && !left.isEmpty() ? left.getFirst().delaySeconds() : -1;
    return left.stream()
        .takeWhile(
            target -> target.delaySeconds() == least || !plan.dueAt(target).isAfter(turn.now()))
        .toList();
  }

  /// One plan for all of them: ports are promised once a decision. Where they are not, those wait
  /// too who come after the first that the media node is asked for: legs are counted in the order
  /// in which they are rung.
  private static void relay(Turn turn, Plan.Ring plan, WaitingCaller caller, List<Next> due) {
    Media media = turn.call().media();
    List<Endpoint> fresh = new ArrayList<>();
    int able = 0;
    int leg = turn.call().legs().size();
    for (Next next : due) {
      if (next instanceof Next.Rung(RingTarget ringing, Target _, Action.MediaMode mode)) {
        leg++;
        if (mode == Action.MediaMode.RELAY) {
          fresh.add(
              MediaPlans.blank(
                  new LegId(leg), family(plan, ringing), new Source.Relay(LegId.CALLER)));
          able += leg == turn.call().legs().size() + fresh.size() ? 1 : 0;
        }
      }
    }
    if (media != null) {
      if (MediaPlans.added(turn, media, fresh, able)) {
        dial(turn, plan, due);
      }
      return;
    }
    Endpoint hearing = caller(plan, caller);
    if (hearing == null) {
      Endings.refuseMedia(turn);
      return;
    }
    fresh.addFirst(hearing);
    NodeId node = turn.nodeFor(NodeKind.MEDIA);
    List<Endpoint> promised = node == null ? null : MediaPlaces.promised(turn, node, fresh);
    MediaPlans.first(turn, node, promised == null ? fresh.subList(0, 1 + able) : promised);
    if (promised != null) {
      dial(turn, plan, due);
    }
  }

  /// The caller's endpoint; null where it offers what we cannot carry.
  private static @Nullable Endpoint caller(Plan.Ring plan, WaitingCaller caller) {
    Source source =
        plan.isPlain() && plan.earlyMedia() != Action.EarlyMedia.NONE
            ? new Source.Relay(CallTimer.FIRST_CALLED)
            : new Source.Silence();
    Endpoint blank = MediaPlans.blank(LegId.CALLER, AddressFamily.IP4, source);
    Bytes offer = caller.content().body();
    if (offer.isEmpty()) {
      return blank;
    }
    RelayedSession session = RelayedSession.read(offer);
    return session == null
        ? null
        : MediaPlans.described(blank, session.audio(), session.audio().payloads());
  }

  /// The media node carries the newest plan out: those who waited for it are rung.
  static void dialPlanned(Turn turn) {
    int planned = turn.call().plannedLegs();
    WaitingCaller caller = WaitingCaller.of(turn.call());
    if (planned == 0 || caller == null || !(turn.call().plan() instanceof Plan.Ring plan)) {
      return;
    }
    List<Next> due = new ArrayList<>();
    for (RingTarget target : plan.left()) {
      Next next = planned > 0 ? next(turn, plan, caller, target) : null;
      if (next == null || isRung(next, Action.MediaMode.BYPASS)) {
        break;
      }
      due.add(next);
      planned -= next instanceof Next.Rung ? 1 : 0;
    }
    dial(turn, plan, due);
    Media media = turn.call().media();
    if (media != null && turn.call().plannedLegs() > 0 && !turn.call().isEnding()) {
      // One of them cannot be rung any more: nobody waits for its endpoint.
      var _ = MediaPlans.added(turn, media, List.of(), 0);
    }
  }

  /// In their order: one that cannot be rung is told on the way.
  private static void dial(Turn turn, Plan.Ring plan, List<Next> due) {
    for (Next next : due) {
      switch (next) {
        case Next.Skipped(TargetSkipped event) -> turn.tell(event);
        case Next.Rung rung -> {
          WaitingCaller caller = WaitingCaller.of(turn.call());
          if (caller != null) {
            dial(turn, plan, caller, rung);
          }
        }
      }
    }
  }

  private static void dial(Turn turn, Plan.Ring plan, WaitingCaller caller, Next.Rung rung) {
    RingTarget ringing = rung.ringing();
    Target target = rung.target();
    LegId leg = new LegId(turn.call().legs().size() + 1);
    ContactBinding binding = plan.binding(ringing);
    NodeId edge = edge(turn, caller, binding);
    Content offer =
        rung.mode() == Action.MediaMode.BYPASS ? caller.content() : offer(turn, caller, leg);
    if (offer == null) {
      if (plan.isMixed()) {
        turn.tell(new TargetSkipped(503, OwnHeaders.phrase(503)));
      } else {
        Endings.refuseMedia(turn);
      }
      return;
    }
    int ringSeconds =
        ringing.ringSeconds() == 0 ? plan.limits().ringSeconds() : ringing.ringSeconds();
    turn.tell(
        new LegDialed(
            leg,
            edge == null ? caller.edge() : edge,
            target.uri(),
            target.destination(),
            target.localParty(),
            target.remoteParty(),
            caller.maxForwards() - 1,
            SessionTimers.asking(
                turn,
                HeaderLines.with(
                    HeaderLines.with(offer, headers(plan, caller, ringing)),
                    DelayedOffers.opening(turn.call(), plan))),
            turn.now().plusSeconds(ringSeconds),
            ringing.credentials()));
  }

  /// What a party is offered: what the caller offers, or has agreed on with us before.
  private static @Nullable Content offer(Turn turn, WaitingCaller caller, LegId leg) {
    ActiveCall call = turn.call();
    if (call.caller() instanceof Leg.Calling) {
      Crossing crossing =
          Crossing.to(call, leg, caller.content(), !caller.content().body().isEmpty());
      return crossing == null ? null : crossing.content();
    }
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(leg);
    if (media == null || endpoint == null) {
      return null;
    }
    HeaderRules rules = call.rulesFrom(LegId.CALLER);
    return HeaderLines.with(
        OwnHeaders.session(
            OwnSession.offer(endpoint, media.agreed(LegId.CALLER), call.sessionId(leg), 1)),
        rules == null ? List.of() : rules.set());
  }

  private static List<String> headers(Plan.Ring plan, WaitingCaller caller, RingTarget ringing) {
    List<String> headers = new ArrayList<>(ringing.headers());
    ContactBinding binding = plan.binding(ringing);
    if (binding != null) {
      // RFC 3327 section 5.4.
      binding.path().forEach(each -> headers.add("Route: <" + each + ">"));
    }
    if (plan.isPlain()) {
      return headers;
    }
    headers.add(Breadth.header(Breadth.share(caller.content(), plan.current())));
    return headers;
  }
}
