package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call's legs and the plan that they follow.
final class MediaCall {
  /// A call of this age that nothing came to for [#ABANDONED_AFTER_MICROS] is taken for forgotten:
  /// its release was lost, and its ports are worth more than its hope.
  static final long OLD_MICROS = 24 * 3_600 * 1_000_000L;

  static final long ABANDONED_AFTER_MICROS = 3_600 * 1_000_000L;

  private final CallId id;
  private final long createdMicros;
  private long version;
  private List<Leg> legs = List.of();

  MediaCall(long nowMicros, CallId id) {
    this.id = id;
    this.createdMicros = nowMicros;
  }

  CallId id() {
    return id;
  }

  long version() {
    return version;
  }

  List<Leg> legs() {
    return legs;
  }

  @Nullable Leg leg(LegId leg) {
    for (Leg candidate : legs) {
      if (candidate.endpoint().leg().equals(leg)) {
        return candidate;
      }
    }
    return null;
  }

  /// Follows a plan from here on.
  ///
  /// @param carriers the legs that carry the plan's endpoints, in the plan's order
  void follow(long nowMicros, MediaPlan plan, List<Leg> carriers) {
    version = plan.version();
    legs = List.copyOf(carriers);
    for (int i = 0; i < carriers.size(); i++) {
      Endpoint endpoint = plan.endpoints().get(i);
      List<Leg> hearers = new ArrayList<>();
      for (int j = 0; j < carriers.size(); j++) {
        if (plan.endpoints().get(j).source() instanceof Source.Relay(LegId from)
            && from.equals(endpoint.leg())) {
          hearers.add(carriers.get(j));
        }
      }
      carriers.get(i).become(nowMicros, endpoint, hearers.toArray(Leg[]::new));
    }
  }

  /// The fact that the plan is carried out.
  MediaPlanApplied applied(MediaSettings settings) {
    List<LocalEndpoint> endpoints = new ArrayList<>(legs.size());
    for (Leg leg : legs) {
      endpoints.add(leg.localEndpoint());
    }
    return new MediaPlanApplied(settings.node(), version, endpoints);
  }

  /// How long nothing came from any leg, where the call seems forgotten; 0 where it does not.
  long abandonedForMicros(long nowMicros) {
    if (nowMicros - createdMicros < OLD_MICROS) {
      return 0;
    }
    long newest = createdMicros;
    for (Leg leg : legs) {
      newest = Math.max(newest, leg.lastPacketMicros());
    }
    long quiet = nowMicros - newest;
    return quiet >= ABANDONED_AFTER_MICROS ? quiet : 0;
  }
}
