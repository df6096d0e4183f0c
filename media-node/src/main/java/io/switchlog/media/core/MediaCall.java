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
  private static final MediaPlan NONE = new MediaPlan(0, List.of());

  private final CallId id;
  private final long life;
  private final Silence silence;
  private MediaPlan plan = NONE;
  private List<RtpSession> legs = List.of();

  /// A call without effect until [#follow].
  MediaCall(CallId id, long life, Station station) {
    this.id = id;
    this.life = life;
    this.silence = new Silence(this, station);
  }

  CallId id() {
    return id;
  }

  /// Which life of its id the call is.
  long life() {
    return life;
  }

  /// The version of the plan in force, 0 before the first.
  long version() {
    return plan.version();
  }

  MediaPlan plan() {
    return plan;
  }

  List<RtpSession> legs() {
    return legs;
  }

  @Nullable RtpSession leg(LegId leg) {
    for (RtpSession candidate : legs) {
      if (candidate.endpoint().leg().equals(leg)) {
        return candidate;
      }
    }
    return null;
  }

  /// Follows a plan from here on.
  ///
  /// @param carriers the legs that carry the plan's endpoints, in the plan's order
  void follow(long nowMicros, MediaPlan newPlan, List<RtpSession> carriers) {
    for (int i = 0; i < carriers.size(); i++) {
      Endpoint endpoint = newPlan.endpoints().get(i);
      List<RtpSession> hearers = new ArrayList<>();
      for (int j = 0; j < carriers.size(); j++) {
        if (newPlan.endpoints().get(j).source() instanceof Source.Relay(LegId from)
            && from.equals(endpoint.leg())) {
          hearers.add(carriers.get(j));
        }
      }
      carriers.get(i).become(nowMicros, endpoint, hearers.toArray(RtpSession[]::new));
    }
    plan = newPlan;
    legs = List.copyOf(carriers);
    if (legs.isEmpty()) {
      silence.stop();
    } else {
      silence.expect(nowMicros, newPlan.silenceMillis());
    }
  }

  /// The call is over; its legs are the caller's to end.
  void end() {
    silence.stop();
  }

  /// The fact that the plan is carried out.
  MediaPlanApplied applied(MediaSettings settings) {
    return new MediaPlanApplied(settings.node(), life, version(), endpoints());
  }

  /// Where its legs hear.
  List<LocalEndpoint> endpoints() {
    List<LocalEndpoint> endpoints = new ArrayList<>(legs.size());
    for (RtpSession leg : legs) {
      endpoints.add(leg.localEndpoint());
    }
    return endpoints;
  }

  /// When a packet came last, from any leg.
  long heardMicros() {
    long newest = Long.MIN_VALUE;
    for (RtpSession leg : legs) {
      newest = Math.max(newest, leg.heardMicros());
    }
    return newest;
  }

  /// The leg from which nothing came for longest; a call has a leg at least.
  RtpSession quietest() {
    RtpSession quietest = legs.getFirst();
    for (RtpSession leg : legs) {
      if (leg.heardMicros() < quietest.heardMicros()) {
        quietest = leg;
      }
    }
    return quietest;
  }
}
