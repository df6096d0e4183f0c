package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.media.LocalEndpoint;

/// Which promised ports a call holds after an event.
public final class PortsEvolution {
  private PortsEvolution() {}

  /// Those of its newest plan, until it is over.
  public static HeldPorts after(HeldPorts before, CallEvent event) {
    if (event instanceof MediaRequested requested) {
      return new HeldPorts(
          requested.node(),
          Media.promised(requested.plan()).stream().map(LocalEndpoint::rtpPort).toList());
    }
    return event instanceof CallEnded ? HeldPorts.NONE : before;
  }
}
