package io.switchlog.schemas.inbox;

import io.switchlog.schemas.NodeId;

/// A media node cannot carry out a plan; nothing of it was kept.
///
/// @param node the node that refused
/// @param version the plan's version
/// @param reason what it lacked
/// @param detail for people: what was expected and what was found
public record MediaPlanRefused(
    NodeId node, long version, MediaPlanRefused.Reason reason, String detail) implements CallInput {

  /// What a media node may lack.
  public enum Reason {
    /// Every port of the configured range is taken.
    PORTS_EXHAUSTED,
    /// The plan asks for something that this node cannot do.
    UNSUPPORTED,
    /// The command came past its deadline.
    LATE
  }
}
