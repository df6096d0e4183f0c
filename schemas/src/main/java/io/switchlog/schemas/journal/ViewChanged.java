package io.switchlog.schemas.journal;

import io.switchlog.schemas.inbox.PartitionInput;

/// What the partition knows of the world has changed: from here on its decisions see this.
///
/// @param rules as in [Decided]
/// @param cause as in [Decided]
/// @param more as in [Decided]: aggregates are told, whose decisions follow
/// @param said as in [Decided]
/// @param told whether the aggregates that it concerns are told
/// @param input the news
public record ViewChanged(
    int rules, Cause cause, boolean more, long said, boolean told, PartitionInput input)
    implements JournalRecord {
  /// The same, with more to come from the same input.
  public ViewChanged withMore() {
    return new ViewChanged(rules, cause, true, said, told, input);
  }
}
