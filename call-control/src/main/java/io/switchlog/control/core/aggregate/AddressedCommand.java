package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.Command;
import java.time.Instant;

/// A command, the node it goes to, and the moment after which that node must not carry it out. Its
/// id is given by whoever sends it: call, event number, place in the list.
public record AddressedCommand(NodeId target, Instant deadline, Command command) {}
