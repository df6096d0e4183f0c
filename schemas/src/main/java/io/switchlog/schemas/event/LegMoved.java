package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;

/// A leg is served by another edge, or by the same one after a restart. Requests of ours that have
/// no final response are sent again, the same as they were; answers we owe will leave from there.
///
/// @param leg the leg
/// @param edge the edge that serves it now
public record LegMoved(LegId leg, NodeId edge) implements CallEvent {}
