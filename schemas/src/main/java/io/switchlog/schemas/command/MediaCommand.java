package io.switchlog.schemas.command;

/// An order to a media node: a record of `media.commands`, in the partition of the node's ordinal.
public sealed interface MediaCommand extends Command permits ApplyMediaPlan {}
