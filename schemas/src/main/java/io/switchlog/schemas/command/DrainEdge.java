package io.switchlog.schemas.command;

/// An operator's order: the edge is to refuse new calls, to wait until nobody waits for an answer
/// of it or is connected to it, and then to end.
///
/// @param incarnation the life of the edge that is meant, by its start time in milliseconds since
///   the epoch: a later one does not end
/// @param seconds after which it ends all the same, 0 or more
public record DrainEdge(long incarnation, int seconds) implements EdgeCommand {}
