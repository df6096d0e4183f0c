package io.switchlog.schemas;

import java.time.Instant;

/// The head of every command.
///
/// @param id derived from the event that ordered it: `call/event number/index`, the same whenever
///   the event is reacted to again; a node carries out an id once
/// @param deadline the moment after which a node refuses to carry the command out
public record CommandHead(String id, Instant deadline) {}
