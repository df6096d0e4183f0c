package io.switchlog.schemas.bus;

/// How a node stands with the facts that the bus does not have yet.
///
/// @param facts kept now, those on their way included
/// @param bytes what they take
/// @param oldestMillis how long the oldest of them waits, 0 without any
/// @param saidAgain how often one was said again, since the start
/// @param dropped how many were lost for want of room, or because the bus would never take them,
///   since the start
public record KeptFigures(
    long facts, long bytes, long oldestMillis, long saidAgain, long dropped) {}
