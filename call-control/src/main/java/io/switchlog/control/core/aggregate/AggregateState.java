package io.switchlog.control.core.aggregate;

/// What an aggregate of some kind is between inputs; immutable.
public interface AggregateState {}
