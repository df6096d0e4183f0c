package io.switchlog.schemas.media;

import java.util.List;

/// What a media node has to do for a call. A newer version replaces an older one, a repeat is a
/// no-op, and a plan without endpoints releases all that the call held.
///
/// @param version counted from 1 within the call
/// @param endpoints one for each leg that has media
public record MediaPlan(long version, List<Endpoint> endpoints) {
  public MediaPlan {
    endpoints = List.copyOf(endpoints);
  }

  public boolean isRelease() {
    return endpoints.isEmpty();
  }

  /// How long nothing may come from any leg before the call counts as left by all, in milliseconds;
  /// 0 for ever. A call in which somebody is held - told not to speak, or not listened to - is
  /// silent for a reason (RFC 3264 section 8.4), so its silence says nothing. One leg's silence
  /// says nothing either: many phones send no packets while nobody speaks (RFC 3389).
  public int silenceMillis() {
    int longest = 0;
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.receives() || !endpoint.sends()) {
        return 0;
      }
      longest = Math.max(longest, endpoint.rtpTimeoutMillis());
    }
    return longest;
  }
}
