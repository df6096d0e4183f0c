package io.switchlog.edge.core;

import io.switchlog.schemas.NodeId;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;

/// What the parts of one core share.
///
/// @param node the edge
/// @param secret the cluster's secret
/// @param listeners the edge's listeners
/// @param wakeUps when something has to be done
/// @param outbox messages that leave the core
/// @param facts facts on their way to the bus
/// @param counters what the core counts
/// @param text writes messages
/// @param locator finds where destinations are
/// @param egress where requests may go
record Kit(
    NodeId node,
    ClusterSecret secret,
    Listeners listeners,
    WakeUps wakeUps,
    Outbox outbox,
    Facts facts,
    EdgeCounters counters,
    MessageText text,
    Locator locator,
    Egress egress) {
  /// How long a message may still be repeated: 64*T1 (RFC 3261 section 17).
  static final long REPEATS_MILLIS = 32_000;

  void count(Counter counter) {
    counters.add(counter);
  }

  /// Our tag in the refusal of a request that belongs to nothing, the same whenever it comes: no
  /// token, so that what bears it is known to be in no dialog.
  String tagOfNobody(SipRequest request) {
    return secret.derive(12, "refused", String.valueOf(request.header(HeaderName.CALL_ID)));
  }

  /// Where a request of ours goes. A place that requests may not be sent to is reached along a
  /// connection that its peer has opened, and no other way.
  Target target(Listener listener, Hop hop, String flow) {
    return new Target(
        listener.name(),
        hop.transport(),
        hop.host(),
        hop.port(),
        flow,
        false,
        hop.domain(),
        !egress.allows(hop.host()));
  }

  /// Our tag on a leg, the one that call control uses as well.
  String tag(String call, int leg) {
    return new SessionToken(call, leg).mint(secret);
  }
}
