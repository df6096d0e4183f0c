package io.switchlog.schemas.config;

import org.jspecify.annotations.Nullable;

/// One rule of a routing table.
///
/// @param name unique within the table; recorded with every decision it made
/// @param calledUser a regular expression (RE2) that the whole user part of the Request-URI has to
///   match
/// @param action what becomes of the call; the URIs that it rings may name the expression's groups
///   as `$1`
/// @param policy what crosses from leg to leg; null: what is usual
public record Rule(String name, String calledUser, Action action, @Nullable CrossingPolicy policy) {

  /// One that leaves to the exchange what crosses.
  public Rule(String name, String calledUser, Action action) {
    this(name, calledUser, action, null);
  }
}
