package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All the calls of one media loop.
///
///     command ──> carryOut ──> calls, legs, ports ──> open, close, publish ─┐
///     packet  ──> onPacket ──> leg of the port ─────> send ─────────────────┼─> MediaOutlet
///     time    ──> onTick ────> leg of the alarm ────> send, publish ────────┘
///
/// The caller
///
/// - calls from one thread at a time, with a time that never goes back,
/// - calls [#onTick] at [#nextWakeUpMicros] or soon after, and asks again after every call,
/// - hands packets over in buffers that have an array; an echo changes the packet in place.
///
/// Times are microseconds since the epoch. Nothing here throws for what a peer or a plan says.
public final class MediaCore {
  /// How long a released call is remembered, so that a late copy of one of its plans does not bring
  /// it back; longer than any command's deadline.
  static final long RELEASED_KEPT_MICROS = 120_000_000;

  private static final int MOST_RELEASED = 100_000;

  private record Released(long version, long atMicros) {}

  private final MediaSettings settings;
  private final MediaOutlet outlet;
  private final Station station;
  private final LegPorts ports;
  private final CommandMemory memory = new CommandMemory();
  private final Map<CallId, MediaCall> calls = new HashMap<>();
  private final LinkedHashMap<CallId, Released> released = new LinkedHashMap<>();

  public MediaCore(MediaSettings settings, MediaOutlet outlet) {
    this.settings = settings;
    this.outlet = outlet;
    this.station = new Station(settings, outlet);
    this.ports = new LegPorts(settings.ports(), outlet);
  }

  /// Carries out a command once, and answers a repeat of it as it answered the first.
  public void carryOut(long nowMicros, CommandHead head, ApplyMediaPlan command) {
    CommandMemory.Outcome before = memory.of(head.id());
    CallInput answer =
        before != null
            ? before.answer()
            : decide(nowMicros, head.deadline(), command.call(), command.plan());
    if (before == null) {
      memory.remember(nowMicros, head.id(), answer);
    }
    if (answer != null) {
      outlet.publish(command.call(), answer);
    }
  }

  private @Nullable CallInput decide(long nowMicros, Instant deadline, CallId id, MediaPlan plan) {
    boolean isFirst = !calls.containsKey(id) && !released.containsKey(id);
    long deadlineMicros = ChronoUnit.MICROS.between(Instant.EPOCH, deadline);
    if (isFirst && !plan.isRelease() && nowMicros > deadlineMicros) {
      return new MediaPlanRefused(
          settings.node(),
          plan.version(),
          MediaPlanRefused.Reason.LATE,
          "expected before %s, came %d ms after"
              .formatted(deadline, (nowMicros - deadlineMicros) / 1_000));
    }
    return apply(nowMicros, id, plan);
  }

  /// Makes a call's media be as a plan says.
  ///
  /// @return what to answer; null for a plan that a newer one has replaced
  @Nullable CallInput apply(long nowMicros, CallId id, MediaPlan plan) {
    forgetReleased(nowMicros);
    MediaCall call = calls.get(id);
    Released gone = released.get(id);
    if (call != null
        ? plan.version() < call.version()
        : gone != null && plan.version() <= gone.version) {
      return gone != null && plan.isRelease() && plan.version() == gone.version
          ? new MediaPlanApplied(settings.node(), plan.version(), List.of())
          : null;
    }
    if (call != null && plan.version() == call.version()) {
      return call.applied(settings);
    }
    if (plan.isRelease()) {
      release(nowMicros, id, plan.version());
      return new MediaPlanApplied(settings.node(), plan.version(), List.of());
    }
    String objection = PlanCheck.objection(plan, settings.advertised().keySet());
    if (objection != null) {
      return refused(plan, MediaPlanRefused.Reason.UNSUPPORTED, objection);
    }
    return follow(nowMicros, call == null ? new MediaCall(nowMicros, id) : call, plan);
  }

  private CallInput follow(long nowMicros, MediaCall call, MediaPlan plan) {
    List<Leg> carriers = new ArrayList<>();
    List<Leg> opened = new ArrayList<>();
    for (Endpoint endpoint : plan.endpoints()) {
      Leg carrier = call.leg(endpoint.leg());
      if (carrier == null || carrier.endpoint().family() != endpoint.family()) {
        int port = ports.open(nowMicros, endpoint.family());
        if (port == LegPorts.NONE) {
          String shortage = ports.shortage();
          opened.forEach(leg -> ports.close(leg.rtpPort()));
          return refused(plan, MediaPlanRefused.Reason.PORTS_EXHAUSTED, shortage);
        }
        carrier = new Leg(nowMicros, call, station, endpoint, port);
        opened.add(carrier);
      }
      carriers.add(carrier);
    }
    for (Leg leg : call.legs()) {
      if (!carriers.contains(leg)) {
        end(nowMicros, leg);
      }
    }
    opened.forEach(leg -> ports.assign(leg.rtpPort(), leg));
    calls.put(call.id(), call);
    released.remove(call.id());
    call.follow(nowMicros, plan, carriers);
    return call.applied(settings);
  }

  private MediaPlanRefused refused(MediaPlan plan, MediaPlanRefused.Reason reason, String detail) {
    return new MediaPlanRefused(settings.node(), plan.version(), reason, detail);
  }

  private void release(long nowMicros, CallId id, long version) {
    MediaCall call = calls.remove(id);
    if (call != null) {
      call.legs().forEach(leg -> end(nowMicros, leg));
    }
    released.putLast(id, new Released(version, nowMicros));
  }

  private void end(long nowMicros, Leg leg) {
    leg.end(nowMicros);
    ports.close(leg.rtpPort());
  }

  private void forgetReleased(long nowMicros) {
    while (!released.isEmpty()
        && (released.size() > MOST_RELEASED
            || nowMicros - released.firstEntry().getValue().atMicros > RELEASED_KEPT_MICROS)) {
      released.pollFirstEntry();
    }
  }

  /// A packet came in on one of the ports that were opened.
  ///
  /// @param localPort even: RTP; odd: RTCP
  /// @param packet the bytes between position and limit
  public void onPacket(long nowMicros, int localPort, InetSocketAddress source, ByteBuffer packet) {
    Leg leg = ports.leg(localPort);
    if (leg == null) {
      return;
    }
    if (localPort == leg.rtpPort()) {
      leg.onRtp(nowMicros, source, packet);
    } else {
      leg.onRtcp(nowMicros, source, packet, true);
    }
  }

  /// Time has passed.
  public void onTick(long nowMicros) {
    memory.forget(nowMicros);
    forgetReleased(nowMicros);
    for (Leg due = station.alarms().takeDue(nowMicros);
        due != null;
        due = station.alarms().takeDue(nowMicros)) {
      due.onAlarm(nowMicros);
      MediaCall call = due.call();
      long quietMicros = call.abandonedForMicros(nowMicros);
      if (quietMicros > 0) {
        for (Leg leg : call.legs()) {
          outlet.publish(
              call.id(),
              new RtpTimedOut(settings.node(), leg.endpoint().leg(), quietMicros / 1_000));
        }
        release(nowMicros, call.id(), call.version());
      }
    }
  }

  /// When [#onTick] has something to do; `Long.MAX_VALUE` for never.
  public long nextWakeUpMicros() {
    return station.alarms().nextMicros();
  }

  /// Ends a call that came upon a bug of ours, so that it harms no other.
  ///
  /// @param localPort a port of the call's
  public void quarantine(long nowMicros, int localPort) {
    Leg leg = ports.leg(localPort);
    if (leg != null) {
      release(nowMicros, leg.call().id(), leg.call().version());
    }
  }

  /// Ends every call, with its closing reports.
  public void releaseAll(long nowMicros) {
    for (MediaCall call : List.copyOf(calls.values())) {
      release(nowMicros, call.id(), call.version());
    }
  }

  /// How many calls there are.
  public int calls() {
    return calls.size();
  }

  /// How many commands and released calls are remembered; none for ever.
  public int remembered() {
    return memory.size() + released.size();
  }

  /// How many legs there are: pairs of ports that are open.
  public int legs() {
    return settings.ports().pairs() - settings.ports().free();
  }
}
