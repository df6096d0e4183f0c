package io.switchlog.edge.core;

import io.switchlog.wire.sip.HostText;
import java.util.List;

/// Where an edge may send requests of its own accord: what a peer or a caller names - a Contact, a
/// Record-Route, a redirection, a dialed host - must not choose whom of our own network we talk to.
/// Answers, and what goes along a connection that its peer has opened, are not asked about.
///
/// @param allowed the only addresses; empty: all
/// @param denied those that are not, even where they are allowed
public record Egress(List<Network> allowed, List<Network> denied) {
  /// Anywhere.
  public static final Egress ANYWHERE = new Egress(List.of(), List.of());

  public Egress {
    allowed = List.copyOf(allowed);
    denied = List.copyOf(denied);
  }

  /// Whether it may send there.
  ///
  /// @param host numeric; what cannot be read as an address is none that anything is said of
  boolean allows(String host) {
    if (allowed.isEmpty() && denied.isEmpty()) {
      return true;
    }
    return HostText.bytes(host) != null
        && denied.stream().noneMatch(each -> each.contains(host))
        && (allowed.isEmpty() || allowed.stream().anyMatch(each -> each.contains(host)));
  }
}
