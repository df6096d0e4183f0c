package io.switchlog.edge.core;

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
  /// @param host numeric
  boolean allows(String host) {
    return denied.stream().noneMatch(each -> each.contains(host))
        && (allowed.isEmpty() || allowed.stream().anyMatch(each -> each.contains(host)));
  }
}
