package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.media.MediaPlan;
import java.time.Instant;
import java.util.List;

/// What is ordered of media nodes.
final class OfMedia {
  private OfMedia() {}

  static void requested(MediaRequested requested, Outgoing out) {
    if (out.state() instanceof ActiveCall call && call.media() == null) {
      release(requested.node(), requested.plan().version(), out);
      return;
    }
    Instant answerBy = requested.answerBy();
    plan(
        requested.node(),
        answerBy == null ? out.after(Deadlines.SIGNALLING) : answerBy,
        requested.plan(),
        out);
    NodeId before = requested.movedFrom();
    if (before != null && !before.equals(requested.node())) {
      // It may have been cut off from the bus and not be dead.
      release(before, requested.plan().version(), out);
    }
  }

  static void ended(CallEnded ended, Outgoing out) {
    if (ended.mediaNode() != null) {
      release(ended.mediaNode(), ended.planVersion(), out);
    }
  }

  static void released(DialogHandedOver handed, Outgoing out) {
    if (handed.mediaNode() != null) {
      release(handed.mediaNode(), handed.planVersion(), out);
    }
  }

  private static void release(NodeId node, long version, Outgoing out) {
    plan(node, out.after(Deadlines.RELEASE), new MediaPlan(version, List.of()), out);
  }

  private static void plan(NodeId node, Instant deadline, MediaPlan plan, Outgoing out) {
    out.add(node, deadline, new ApplyMediaPlan(out.state().id(), out.state().life(), plan));
  }
}
