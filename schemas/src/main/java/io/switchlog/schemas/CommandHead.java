package io.switchlog.schemas;

import java.time.Instant;

/// The head of every command.
///
/// @param id follows from the input that caused the command and from its content, so it is the same
///   whoever decides that input; a node carries out an id once
/// @param deadline the moment after which a node refuses to carry the command out
public record CommandHead(String id, Instant deadline) {}
