package io.switchlog.control.stream;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.topic.Topic;
import org.jspecify.annotations.Nullable;

/// What others see of the aggregates of a log, who do not read its journal: each one's newest
/// state, under its key. It is written behind the journal, so that it may be late, or miss a change
/// where an owner dies between the two, until the next one. Nobody decides on it.
///
/// @param topic where it is kept
/// @param value makes the record
/// @param <S> the state of an aggregate
record Mirror<S>(Topic topic, Value<S> value) {

  /// What is shown of an aggregate.
  @FunctionalInterface
  interface Value<S> {
    /// The record.
    ///
    /// @param state null where it is over and forgotten
    byte[] of(AggregateId id, @Nullable S state);
  }
}
