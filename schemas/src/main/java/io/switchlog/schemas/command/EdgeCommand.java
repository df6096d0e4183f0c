package io.switchlog.schemas.command;

/// An order to an edge: a record of `edge.commands`, in the partition of the edge's ordinal.
public sealed interface EdgeCommand extends Command permits LegCommand, AnswerRequest, DrainEdge {}
