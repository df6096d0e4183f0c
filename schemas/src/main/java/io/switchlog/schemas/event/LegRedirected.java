package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.util.List;

/// A party that was rung has named others in its place (RFC 3261 section 8.1.3.4), which are rung
/// in its stage.
///
/// @param leg the party's leg, which has failed
/// @param uris whom, in the party's order, one at least
public record LegRedirected(LegId leg, List<String> uris) implements CallEvent {
  public LegRedirected {
    uris = List.copyOf(uris);
  }
}
