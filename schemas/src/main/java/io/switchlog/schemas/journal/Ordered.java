package io.switchlog.schemas.journal;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeId;

/// A command as it was ordered. Who takes the partition over says it again byte for byte, whatever
/// its own build would order.
///
/// @param kind the command's name, for readers of the journal
/// @param id its id: from the input and the content, so the same on any machine
/// @param target the node, whose ordinal is the partition of its commands
/// @param command the record's bytes
public record Ordered(String kind, String id, NodeId target, Bytes command) {}
