package io.switchlog.schemas.inbox;

import io.switchlog.schemas.NodeId;

/// A media node cannot carry out a plan. Nothing of it was kept, and the plan before stays in
/// force; where the plan is the one that was in force, the node has given the call up.
///
/// @param node the node that refused
/// @param life the life of the call's id that the plan was for
/// @param version the plan's version
/// @param reason what it lacked
/// @param detail for people: what was expected and what was found
public record MediaPlanRefused(
    NodeId node, long life, long version, MediaPlanRefused.Reason reason, String detail)
    implements AggregateInput {

  /// What a media node may lack.
  public enum Reason {
    /// Every port of the configured range is taken, or one that was promised cannot be had.
    PORTS_EXHAUSTED,
    /// The plan asks for something that this node cannot do.
    UNSUPPORTED,
    /// The command came past its deadline.
    LATE,
    /// The node came upon a bug of its own.
    INTERNAL
  }
}
