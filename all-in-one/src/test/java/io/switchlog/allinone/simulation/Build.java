package io.switchlog.allinone.simulation;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.schemas.Bytes;
import org.jspecify.annotations.Nullable;

/// What a node runs.
///
/// @param name for people
/// @param aggregate how it decides, where it is call control
/// @param layout how it lays out its records, null: as this build does
record Build(String name, Aggregate<AggregateState> aggregate, @Nullable NewerLayout layout) {
  /// A record as this build writes it.
  Bytes written(Bytes record) {
    return layout == null ? record : layout.written(record);
  }

  byte[] written(byte[] record) {
    return layout == null ? record : layout.written(Bytes.of(record)).array();
  }

  /// A record of the journal, and the commands in it.
  Bytes journal(Bytes record) {
    return layout == null ? record : layout.journal(record);
  }
}
