package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
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
/// Times are microseconds since the epoch. Nothing here throws, neither for what a peer or a plan
/// says nor for a bug of ours: a bug hurts the call in whose business it was come upon, which is told
/// of it, and no other.
public final class MediaCore {
  private final MediaSettings settings;
  private final MediaOutlet outlet;
  private final Station station;
  private final LegPorts ports;
  private final CommandMemory memory = new CommandMemory();
  private final Map<CallId, MediaCall> calls = new HashMap<>();
  private final ReleasedCalls released = new ReleasedCalls();

  public MediaCore(MediaSettings settings, MediaOutlet outlet) {
    this.settings = settings;
    this.outlet = outlet;
    this.station = new Station(settings, outlet);
    this.ports = new LegPorts(settings.ports(), outlet);
  }

  /// Carries out a command once, and answers a repeat of it as it answered the first.
  public void carryOut(long nowMicros, CommandHead head, ApplyMediaPlan command) {
    CommandMemory.Outcome before = memory.of(head.id());
    if (before != null) {
      if (before.answer() != null) {
        outlet.publish(command.call(), before.answer());
      }
      return;
    }
    List<LocalEndpoint> known = endpoints(command);
    AggregateInput answer = decideSafely(nowMicros, head.deadline(), command);
    memory.remember(nowMicros, head.id(), answer);
    if (answer == null) {
      return;
    }
    if (isNews(answer, known)) {
      outlet.publish(command.call(), answer);
    } else {
      outlet.note(command.call(), answer);
    }
  }

  /// Where the legs of a plan hear as far as call control knows: as before, or as promised.
  private List<LocalEndpoint> endpoints(ApplyMediaPlan command) {
    MediaCall call = calls.get(command.call());
    List<LocalEndpoint> known = new ArrayList<>();
    for (Endpoint endpoint : command.plan().endpoints()) {
      LocalAddress promised = endpoint.local();
      RtpSession leg =
          call == null || call.life() != command.life() ? null : call.leg(endpoint.leg());
      if (promised != null) {
        known.add(new LocalEndpoint(endpoint.leg(), promised.host(), promised.rtpPort()));
      } else if (leg != null) {
        known.add(leg.localEndpoint());
      }
    }
    return known;
  }

  /// Whether somebody may wait for an answer: for an address to give to a phone. That a plan is
  /// changed or released is only noted.
  private static boolean isNews(AggregateInput answer, List<LocalEndpoint> known) {
    return !(answer instanceof MediaPlanApplied applied) || !known.containsAll(applied.endpoints());
  }

  private @Nullable AggregateInput decideSafely(
      long nowMicros, Instant deadline, ApplyMediaPlan command) {
    try {
      return decide(nowMicros, deadline, command);
    } catch (RuntimeException bug) {
      outlet.bug(command.call(), bug);
      return refused(
          command.life(),
          command.plan().version(),
          MediaPlanRefused.Reason.INTERNAL,
          "a bug: " + bug);
    }
  }

  private @Nullable AggregateInput decide(
      long nowMicros, Instant deadline, ApplyMediaPlan command) {
    long deadlineMicros = ChronoUnit.MICROS.between(Instant.EPOCH, deadline);
    if (nowMicros > deadlineMicros && !command.plan().isRelease() && isNew(command)) {
      return refused(
          command.life(),
          command.plan().version(),
          MediaPlanRefused.Reason.LATE,
          "expected before %s, came %d ms after"
              .formatted(deadline, (nowMicros - deadlineMicros) / 1_000));
    }
    return apply(nowMicros, command.call(), command.life(), command.plan());
  }

  private boolean isNew(ApplyMediaPlan command) {
    MediaCall call = calls.get(command.call());
    ReleasedCalls.Released gone = released.of(command.call());
    return (call == null || call.life() < command.life())
        && (gone == null || gone.life() < command.life());
  }

  /// Makes a call's media be as a plan says. Plans are ordered by the call's life, then by version.
  ///
  /// @return what to answer; null for a plan that a newer one has replaced
  @Nullable AggregateInput apply(long nowMicros, CallId id, long life, MediaPlan plan) {
    released.forget(nowMicros);
    MediaCall call = calls.get(id);
    if (call != null && call.life() < life) {
      // That life is over, though nobody said so here.
      release(nowMicros, call, ApplyMediaPlan.WHATEVER);
      call = null;
    }
    if (call != null && (life < call.life() || plan.version() < call.version())) {
      return null;
    }
    if (call != null && plan.version() == call.version()) {
      return call.applied(settings);
    }
    ReleasedCalls.Released gone = released.of(id);
    if (gone != null && gone.replaces(life, plan.version())) {
      return plan.isRelease() && gone.isRepeatedBy(life, plan.version())
          ? releasedBy(life, plan)
          : null;
    }
    if (plan.isRelease()) {
      if (call != null) {
        release(nowMicros, call, plan.version());
      }
      released.remember(nowMicros, id, life, plan.version());
      return releasedBy(life, plan);
    }
    String objection = PlanCheck.objection(plan, settings.advertised().keySet());
    if (objection != null) {
      return refused(life, plan.version(), MediaPlanRefused.Reason.UNSUPPORTED, objection);
    }
    return follow(nowMicros, call == null ? new MediaCall(id, life, station) : call, plan);
  }

  private MediaPlanApplied releasedBy(long life, MediaPlan plan) {
    return new MediaPlanApplied(settings.node(), life, plan.version(), List.of());
  }

  /// All of a plan or nothing: where a port is missing or a bug comes in between, what was begun is
  /// taken back and the plan before stays in force.
  private AggregateInput follow(long nowMicros, MediaCall call, MediaPlan plan) {
    MediaPlan planBefore = call.plan();
    List<RtpSession> legsBefore = call.legs();
    List<RtpSession> opened = new ArrayList<>();
    try {
      List<RtpSession> carriers = new ArrayList<>();
      for (Endpoint endpoint : plan.endpoints()) {
        RtpSession carrier = call.leg(endpoint.leg());
        if (carrier == null || !carrier.suits(endpoint)) {
          int port = open(nowMicros, endpoint);
          if (port == LegPorts.NONE) {
            String shortage = shortage(endpoint);
            opened.forEach(this::withdraw);
            return refused(
                call.life(), plan.version(), MediaPlanRefused.Reason.PORTS_EXHAUSTED, shortage);
          }
          carrier = new RtpSession(nowMicros, call, station, endpoint, port);
          opened.add(carrier);
        }
        carriers.add(carrier);
      }
      call.follow(nowMicros, plan, carriers);
    } catch (RuntimeException bug) {
      opened.forEach(this::withdraw);
      goBack(nowMicros, call, planBefore, legsBefore);
      throw bug;
    }
    opened.forEach(leg -> ports.assign(leg.rtpPort(), leg));
    calls.put(call.id(), call);
    released.remove(call.id());
    for (RtpSession leg : legsBefore) {
      if (!call.legs().contains(leg)) {
        end(nowMicros, leg);
      }
    }
    return call.applied(settings);
  }

  private int open(long nowMicros, Endpoint endpoint) {
    LocalAddress promised = endpoint.local();
    if (promised == null) {
      return ports.open(nowMicros, endpoint.family());
    }
    return promised.host().equals(settings.advertised().get(endpoint.family()))
            && ports.openPromised(promised.rtpPort(), endpoint.family())
        ? promised.rtpPort()
        : LegPorts.NONE;
  }

  private String shortage(Endpoint endpoint) {
    LocalAddress promised = endpoint.local();
    return promised == null
        ? ports.shortage()
        : "expected port %d of %s to be free for leg %s, as promised, found it taken or not ours"
            .formatted(promised.rtpPort(), promised.host(), endpoint.leg());
  }

  private void goBack(long nowMicros, MediaCall call, MediaPlan plan, List<RtpSession> legs) {
    try {
      call.follow(nowMicros, plan, legs);
    } catch (RuntimeException again) {
      quarantine(nowMicros, call, again);
    }
  }

  private MediaPlanRefused refused(
      long life, long version, MediaPlanRefused.Reason reason, String detail) {
    return new MediaPlanRefused(settings.node(), life, version, reason, detail);
  }

  private void release(long nowMicros, MediaCall call, long version) {
    calls.remove(call.id());
    call.end();
    call.legs().forEach(leg -> end(nowMicros, leg));
    released.remember(nowMicros, call.id(), call.life(), version);
  }

  private void end(long nowMicros, RtpSession leg) {
    guard(leg, () -> leg.end(nowMicros));
    guard(leg, () -> ports.close(leg.rtpPort()));
  }

  private void withdraw(RtpSession leg) {
    guard(leg, leg::withdraw);
    guard(leg, () -> ports.close(leg.rtpPort()));
  }

  /// A bug while a leg ends must not keep what it held.
  private void guard(RtpSession leg, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      outlet.bug(leg.call().id(), bug);
    }
  }

  /// Gives a call up over a bug of ours, so that it harms no other, and says so.
  private void quarantine(long nowMicros, MediaCall call, RuntimeException bug) {
    outlet.bug(call.id(), bug);
    release(nowMicros, call, call.version());
    outlet.publish(
        call.id(),
        refused(call.life(), call.version(), MediaPlanRefused.Reason.INTERNAL, "a bug: " + bug));
  }

  /// A packet came in on one of the ports that were opened.
  ///
  /// @param localPort even: RTP; odd: RTCP
  /// @param packet the bytes between position and limit
  public void onPacket(long nowMicros, int localPort, InetSocketAddress source, ByteBuffer packet) {
    RtpSession leg = ports.leg(localPort);
    if (leg == null) {
      return;
    }
    try {
      if (localPort == leg.rtpPort()) {
        leg.onRtp(nowMicros, source, packet);
      } else {
        leg.onRtcp(nowMicros, source, packet, true);
      }
    } catch (RuntimeException bug) {
      quarantine(nowMicros, leg.call(), bug);
    }
  }

  /// Time has passed.
  public void onTick(long nowMicros) {
    memory.forget(nowMicros);
    released.forget(nowMicros);
    for (Alarmed due = station.alarms().takeDue(nowMicros);
        due != null;
        due = station.alarms().takeDue(nowMicros)) {
      try {
        due.onAlarm(nowMicros);
      } catch (RuntimeException bug) {
        quarantine(nowMicros, due.call(), bug);
      }
    }
  }

  /// When [#onTick] has something to do; `Long.MAX_VALUE` for never.
  public long nextWakeUpMicros() {
    return station.alarms().nextMicros();
  }

  /// Ends every call, with its closing reports.
  public void releaseAll(long nowMicros) {
    for (MediaCall call : List.copyOf(calls.values())) {
      release(nowMicros, call, call.version());
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
