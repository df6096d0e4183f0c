package io.switchlog.control.core.routing;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import org.jspecify.annotations.Nullable;

/// What the routing table says of a call.
public sealed interface Routing {
  /// A rule matched.
  ///
  /// @param rule its name
  /// @param action its action, with the expression's groups filled in
  /// @param policy what it says of what crosses from leg to leg; null for nothing
  record Routed(String rule, Action action, @Nullable CrossingPolicy policy) implements Routing {}

  /// No rule matched.
  record NoRoute() implements Routing {}
}
