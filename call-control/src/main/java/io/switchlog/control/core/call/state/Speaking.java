package io.switchlog.control.core.call.state;

import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.wire.sip.SessionIdentifier;
import io.switchlog.wire.token.ClusterSecret;
import org.jspecify.annotations.Nullable;

/// For whom the exchange speaks to whom (RFC 7989), in whatever state a call is.
public final class Speaking {
  private Speaking() {}

  /// For whom we speak to whom on a leg; null where messages do not say that: in a call that began
  /// before they did, and where nothing is known of either side (RFC 7989 section 7).
  ///
  /// @param state of the call; null where it is not known
  public static @Nullable SessionIdentifier on(
      ClusterSecret key, CallId id, @Nullable Call state, LegId leg) {
    return state instanceof ActiveCall call && leg.value() <= call.names().parties().size()
        ? call.names().on(key, id, leg)
        : exchange(key, id, state);
  }

  /// The exchange to somebody who has no leg in the call; null as above.
  public static @Nullable SessionIdentifier exchange(
      ClusterSecret key, CallId id, @Nullable Call state) {
    return state == null || !state.dialect().namesParties()
        ? null
        : new SessionIdentifier(
            Writing.uuid(key, id, PartyNames.EXCHANGE), SessionIdentifier.NOBODY);
  }
}
