package io.switchlog.schemas.command;

/// An order to a node.
public sealed interface Command permits EdgeCommand, MediaCommand {}
