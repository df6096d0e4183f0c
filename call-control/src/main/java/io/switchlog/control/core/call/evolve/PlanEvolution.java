package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Failure;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.event.UserFound;
import io.switchlog.schemas.event.UserSought;
import io.switchlog.schemas.media.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The part of the fold that is about a call's plan: what it is by the route, and how far a ring
/// plan has come.
final class PlanEvolution {
  private PlanEvolution() {}

  static ActiveCall routed(ActiveCall call, CallRouted routed, Instant at) {
    ActiveCall led = call.ledBy(plan(routed, at));
    ActiveCall after =
        routed.againAt() == null
            ? led
            : led.arm(new CallTimer.Progress(LegId.CALLER), routed.againAt());
    return awaitingNext(routed.action() instanceof Action.Park park ? after.parkedBy(park) : after);
  }

  private static Plan plan(CallRouted routed, Instant at) {
    Plan.Limits limits =
        new Plan.Limits(
            routed.ringTimeoutSeconds(),
            routed.maxDurationSeconds(),
            routed.rtpTimeoutSeconds(),
            routed.sessionSeconds(),
            routed.policy());
    return switch (routed.action()) {
      case Action.Dial(String uri, Action.MediaMode media) ->
          Plan.Ring.of(
              new Action.Ring(
                  List.of(new RingStage(List.of(RingTarget.plain(uri)))),
                  media,
                  Action.EarlyMedia.FIRST),
              limits,
              at);
      case Action.Ring ring -> Plan.Ring.of(ring, limits, at);
      case Action.Echo _ -> new Plan.BuiltIn(new Source.Echo(), limits);
      case Action.Music _ -> new Plan.BuiltIn(new Source.Tone(), limits);
      case Action.Park park -> new Plan.SeekSlot(park, limits, 0, null);
      case Action.Retrieve(String slot) ->
          ParkSlot.isSlot(slot) ? new Plan.Retrieve(new ParkSlot(slot), limits) : new Plan.None();
      case Action.User(String user, Action.MediaMode media) -> {
        UserAddress address = UserAddress.named(user);
        yield address == null ? new Plan.None() : new Plan.SeekUser(address, media, limits);
      }
      case Action.Reject _ -> new Plan.None();
      case null -> new Plan.None();
    };
  }

  static ActiveCall stageBegan(ActiveCall call, int stage, Instant at) {
    return changed(call, plan -> plan.atStage(stage, at));
  }

  static ActiveCall skipped(ActiveCall call, TargetSkipped skipped) {
    Failure failure = Failure.skipped(skipped.status(), skipped.reason());
    return changed(call, plan -> plan.withSkipped().withFailure(failure));
  }

  static ActiveCall redirected(ActiveCall call, LegRedirected redirected) {
    LegCredentials credentials = call.credentials(redirected.leg());
    String name = credentials == null ? null : credentials.name();
    int planned = call.plannedLegs();
    return changed(
        call, plan -> plan.withRedirected(redirected.leg(), redirected.uris(), name, planned));
  }

  static ActiveCall rung(ActiveCall call, LegId leg) {
    return changed(call, plan -> plan.withRung(leg));
  }

  static ActiveCall told(ActiveCall call, LegRang rang) {
    Bytes body = rang.content().body();
    return body.isEmpty() ? call : changed(call, plan -> plan.withEarly(rang.leg(), body));
  }

  static ActiveCall failed(ActiveCall call, LegFailed failed) {
    Content content = failed.content() == null ? Content.NONE : failed.content();
    boolean passes = call.plan() instanceof Plan.Ring ring && ring.passes();
    return withFailure(
        call,
        passes && Failure.redirects(failed.status(), content)
            ? Failure.redirecting(failed.leg(), failed.status(), failed.reason(), content)
            : Failure.of(failed.leg(), failed.status(), failed.reason(), content));
  }

  private static ActiveCall withFailure(ActiveCall call, Failure failure) {
    return call.plan() instanceof Plan.Originate originate
        ? call.ledBy(originate.withFailure(failure))
        : changed(call, plan -> plan.withFailure(failure));
  }

  /// A party that rang is given up: it did not answer in time, or with nothing that we can carry.
  /// Those that are dismissed because another one answered come after [CallAnswered], when no plan
  /// rings any more.
  ///
  /// @param call before the event
  static ActiveCall dismissed(ActiveCall call, LegDismissed dismissed) {
    return call.leg(dismissed.leg()) instanceof Leg.Dialing leg
        ? withFailure(call, givenUp(leg.id(), dismissed.how()))
        : call;
  }

  static ActiveCall userSought(ActiveCall call, UserSought sought) {
    return call.arm(CallTimer.USER_ANSWER, sought.answerBy());
  }

  /// Those whom the user prefers alike ring together, the preferred ones first.
  static ActiveCall userFound(ActiveCall call, UserFound found, Instant at) {
    if (!(call.plan() instanceof Plan.SeekUser seek)) {
      throw new ImpossibleHistory("a user who is sought", call.plan().toString());
    }
    SortedMap<Integer, List<RingTarget>> byPriority = new TreeMap<>(Comparator.reverseOrder());
    for (ContactBinding binding : found.bindings()) {
      byPriority
          .computeIfAbsent(binding.priority(), _ -> new ArrayList<>())
          .add(RingTarget.plain(binding.contact()));
    }
    Action.Ring ring =
        new Action.Ring(
            byPriority.values().stream().map(RingStage::new).toList(),
            seek.media(),
            Action.EarlyMedia.FIRST);
    return call.ledBy(Plan.Ring.of(ring, seek.limits(), at, found.bindings()))
        .disarm(CallTimer.USER_ANSWER);
  }

  private static Failure givenUp(LegId leg, LegReleased.How how) {
    return switch (how) {
      case CANCEL -> Failure.noAnswer();
      case BYE -> Failure.noSession(leg);
    };
  }

  /// A party that was rung has answered: there is nobody to ring any more.
  static ActiveCall answered(ActiveCall call) {
    return call.plan() instanceof Plan.Ring ring
        ? call.ledBy(new Plan.Connected(ring.limits())).disarm(CallTimer.DIAL)
        : call;
  }

  /// Two parties are connected: nobody is rung, and nobody is parked.
  static ActiveCall connected(ActiveCall call) {
    return switch (call.plan()) {
      case Plan.Parked parked -> call.ledBy(new Plan.Connected(parked.limits()));
      case Plan.Connected(Plan.Limits limits, Plan.Replacing _) ->
          call.ledBy(new Plan.Connected(limits));
      case Plan.None _,
          Plan.Ring _,
          Plan.Originate _,
          Plan.BuiltIn _,
          Plan.SeekSlot _,
          Plan.Retrieve _,
          Plan.SeekUser _,
          Plan.HandedOver _,
          Plan.Ending _ ->
          answered(call);
    };
  }

  private static ActiveCall changed(ActiveCall call, UnaryOperator<Plan.Ring> change) {
    return call.plan() instanceof Plan.Ring ring
        ? awaitingNext(call.ledBy(change.apply(ring)))
        : call;
  }

  /// The timer of the next target that is not rung at once; none while others wait for the media
  /// node, with whose answer it is looked at again.
  static ActiveCall awaitingNext(ActiveCall call) {
    if (call.plan() instanceof Plan.Ring ring
        && call.plannedLegs() == 0
        && !ring.left().isEmpty()) {
      RingTarget next = ring.left().getFirst();
      if (next.delaySeconds() > 0) {
        ArmedTimer armed = call.timers().get(CallTimer.DIAL.text());
        Instant due = ring.dueAt(next);
        return armed != null && armed.due().equals(due) ? call : call.arm(CallTimer.DIAL, due);
      }
    }
    return call.disarm(CallTimer.DIAL);
  }
}
