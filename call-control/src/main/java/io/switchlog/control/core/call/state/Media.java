package io.switchlog.control.core.call.state;

import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The call's media.
///
/// @param node the media node
/// @param plan the newest plan asked for
/// @param inForce the newest one carried out by that node, null for none
/// @param local where each leg can send its RTP, as the node said or as was promised; empty before
///   either; where it could, until it is known of a node that took the call over
/// @param overtaken plans between these two, which the node may carry out still, the oldest first
/// @param moved whether legs may have been told of addresses that are true no more: a node was
///   lost, or has not kept what it promised
public record Media(
    NodeId node,
    MediaPlan plan,
    @Nullable MediaPlan inForce,
    List<MediaPlan> overtaken,
    List<LocalEndpoint> local,
    boolean moved) {
  /// More plans than these are not kept while the node says nothing.
  private static final int MOST_OVERTAKEN = 8;

  public Media {
    overtaken = List.copyOf(overtaken);
    local = List.copyOf(local);
  }

  /// The first plan at a node.
  public static Media at(NodeId node, MediaPlan plan, List<LocalEndpoint> local, boolean moved) {
    return new Media(node, plan, null, List.of(), local, moved);
  }

  /// The same node is asked for another plan.
  public Media asking(MediaPlan next, List<LocalEndpoint> known) {
    List<MediaPlan> between = new ArrayList<>(overtaken);
    if (!isReady()) {
      between.add(plan);
    }
    int older = Math.max(0, between.size() - MOST_OVERTAKEN);
    return new Media(node, next, inForce, between.subList(older, between.size()), known, moved);
  }

  /// A plan that was asked for is carried out, whether or not another was asked for since.
  public Media carrying(MediaPlan carried, List<LocalEndpoint> known, boolean elsewhere) {
    return new Media(
        node,
        plan,
        carried,
        overtaken.stream().filter(later -> later.version() > carried.version()).toList(),
        known,
        moved || elsewhere);
  }

  /// Nobody carries it any more.
  public Media lost() {
    return new Media(node, plan, null, List.of(), local, true);
  }

  /// The plan of a version that may be carried out; null for none.
  public @Nullable MediaPlan asked(long version) {
    if (plan.version() == version) {
      return plan;
    }
    for (MediaPlan between : overtaken) {
      if (between.version() == version) {
        return between;
      }
    }
    return null;
  }

  /// Whether the newest plan is carried out.
  public boolean isReady() {
    return inForce != null && inForce.version() == plan.version();
  }

  /// Whether the addresses are true: the node carries any plan out, or has promised them.
  public boolean isServed() {
    return inForce != null || isPromised(plan);
  }

  /// Whether a plan says where every leg is heard.
  public static boolean isPromised(MediaPlan plan) {
    return plan.endpoints().stream().allMatch(endpoint -> endpoint.local() != null);
  }

  /// Where a plan says that its legs are heard.
  public static List<LocalEndpoint> promised(MediaPlan plan) {
    List<LocalEndpoint> promised = new ArrayList<>(plan.endpoints().size());
    for (Endpoint endpoint : plan.endpoints()) {
      LocalAddress local = endpoint.local();
      if (local != null) {
        promised.add(new LocalEndpoint(endpoint.leg(), local.host(), local.rtpPort()));
      }
    }
    return promised;
  }

  /// What a leg's audio is in by the newest plan; nothing where it has no endpoint there.
  public List<Payload> payloads(LegId leg) {
    for (Endpoint endpoint : plan.endpoints()) {
      if (endpoint.leg().equals(leg)) {
        return endpoint.payloads();
      }
    }
    return List.of();
  }

  /// As above, of a leg that has a description of ours; where it has not answered that yet, all
  /// that we have offered.
  public List<Payload> agreed(LegId leg) {
    List<Payload> payloads = payloads(leg);
    return payloads.isEmpty() ? OwnSession.offeredPayloads() : payloads;
  }

  public @Nullable LocalEndpoint local(LegId leg) {
    for (LocalEndpoint endpoint : local) {
      if (endpoint.leg().equals(leg)) {
        return endpoint;
      }
    }
    return null;
  }
}
