package io.switchlog.control.core.session;

import io.switchlog.schemas.Bytes;
import io.switchlog.wire.sdp.Origin;
import io.switchlog.wire.sdp.SdpParser;
import io.switchlog.wire.sdp.SdpResult;
import io.switchlog.wire.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// A description of one party's own that reaches another to whom the exchange has described a
/// session before. To that one it is the same session, so its origin stays and its version counts
/// on (RFC 3264 section 8); all else is as it came.
public final class ContinuedSession {
  private ContinuedSession() {}

  /// Whether a description is one of ours.
  ///
  /// @param sessionId as in [RelayedSession#relayedTo]
  public static boolean isOurs(Bytes description, long sessionId) {
    String origin = "o=- " + Long.toUnsignedString(sessionId) + ' ';
    return description.toString().lines().anyMatch(line -> line.startsWith(origin));
  }

  /// The description as it follows one of ours; null where one of the two cannot be read.
  ///
  /// @param before one of ours, whose origin it gets
  /// @param version counted up with each
  public static @Nullable Bytes of(Bytes description, Bytes before, long version) {
    if (!(SdpParser.parse(description.array()) instanceof SdpResult.Parsed(SessionDescription now))
        || !(SdpParser.parse(before.array())
            instanceof SdpResult.Parsed(SessionDescription told))) {
      return null;
    }
    Origin ours = told.origin();
    long sessionId = Long.parseUnsignedLong(ours.sessionId());
    return Bytes.of(
        now.withOrigin(Origin.of(ours.username(), sessionId, version, ours.address())).toBytes());
  }
}
