package io.switchlog.schemas.event;

/// Nobody of a ring plan's stage can answer any more: the next one is rung. Sets the timer `dial`
/// where a party of it is to be rung later.
///
/// @param stage counted from 0; the first one begins with the plan
public record StageBegan(int stage) implements CallEvent {}
