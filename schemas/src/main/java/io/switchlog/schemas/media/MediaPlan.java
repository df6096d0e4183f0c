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
}
