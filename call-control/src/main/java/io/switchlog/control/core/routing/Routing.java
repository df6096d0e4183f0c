package io.switchlog.control.core.routing;

import io.switchlog.schemas.config.Action;

/// What the routing table says of a call.
public sealed interface Routing {
  /// A rule matched.
  ///
  /// @param rule its name
  /// @param action its action, with the expression's groups filled in
  record Routed(String rule, Action action) implements Routing {}

  /// No rule matched.
  record NoRoute() implements Routing {}
}
