package io.switchlog.schemas.journal;

import io.switchlog.schemas.AggregateId;
import java.util.List;

/// An aggregate that was begun long before a floor: who begins at the floor reads these records of
/// the journal first, all of which count.
///
/// @param records the offsets of its decisions before the floor's, in order
public record HeldCall(AggregateId call, List<Long> records) {
  public HeldCall {
    records = List.copyOf(records);
  }
}
