package io.switchlog.allinone.history;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What ended a call that no phone ended. Whatever dies with a node - a BYE that nobody else heard,
/// a phone that is simply gone - one of these catches sooner or later, so that no call is listed as
/// established that both phones have left.
///
/// @param kind which net
/// @param leg whose silence or failure it was, null where it was no leg's
/// @param text what was found, and what the routing table allows
/// @param event the number of the event that the end began with
/// @param at when
public record Net(Kind kind, @Nullable LegId leg, String text, long event, Instant at) {
  /// Call control's own words for a 2xx without an ACK: the cause, a protocol error, is not only
  /// its.
  private static final String NO_ACK = "no ACK from leg ";

  /// The nets, the quickest first.
  public enum Kind {
    /// Nobody answered in the time that the routing table gives.
    RING_TIMEOUT("ring timeout"),
    /// A party took the answer and never acknowledged it (RFC 3261 section 13.3.1.4).
    ACK_MISSING("ACK missing"),
    /// A request inside the call was answered by nobody, or by one who knows no such call.
    PARTY_GONE("party gone"),
    /// No media node took the call's media, or the one that had it gave it up.
    MEDIA_REFUSED("media refused"),
    /// The media node died, and none took its place in time or a phone would not follow to it.
    MEDIA_NODE_GONE("media node gone"),
    /// No RTP and no RTCP came from any leg for as long as the routing table allows.
    RTP_TIMEOUT("RTP timeout"),
    /// Nobody refreshed a leg's session in time (RFC 4028).
    SESSION_EXPIRED("session expired"),
    /// The call lasted as long as the routing table lets it.
    MAX_DURATION("maximum duration"),
    /// The call's own history was impossible.
    QUARANTINE("quarantine");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// What people call it.
    public String words() {
      return words;
    }
  }

  /// The net that began an end, null where a phone did, by a request, a refusal or by never
  /// answering at all.
  ///
  /// @param outcome the end's
  /// @param event the number of the event that it began with
  /// @param at that event's time
  /// @param route what the routing table said of the call, null where it was not asked
  /// @param mediaLost the media node that the call has lost, null where it has one
  /// @param answered whether the call had been answered
  static @Nullable Net of(
      Outcome outcome,
      long event,
      Instant at,
      @Nullable CallRouted route,
      @Nullable String mediaLost,
      boolean answered) {
    Kind kind = kindOf(outcome, answered);
    return kind == null
        ? null
        : new Net(kind, outcome.by(), outcome.text() + more(kind, route, mediaLost), event, at);
  }

  private static @Nullable Kind kindOf(Outcome outcome, boolean answered) {
    boolean isSomebodys = outcome.by() != null;
    return switch (outcome.cause()) {
      case NO_ANSWER -> isSomebodys ? null : Kind.RING_TIMEOUT;
      case PROTOCOL_ERROR -> outcome.text().startsWith(NO_ACK) ? Kind.ACK_MISSING : null;
      case UNAVAILABLE -> answered ? Kind.PARTY_GONE : null;
      case MEDIA_FAILED -> isSomebodys ? Kind.RTP_TIMEOUT : Kind.MEDIA_REFUSED;
      case NODE_LOST -> Kind.MEDIA_NODE_GONE;
      case SESSION_EXPIRED -> Kind.SESSION_EXPIRED;
      case MAX_DURATION -> Kind.MAX_DURATION;
      case INTERNAL_ERROR -> Kind.QUARANTINE;
      case NORMAL, CANCELLED, BUSY, REJECTED, NOT_FOUND, HANDED_OVER -> null;
    };
  }

  private static String more(Kind kind, @Nullable CallRouted route, @Nullable String mediaLost) {
    return switch (kind) {
      // Of several that rang, each had a time of its own.
      case RING_TIMEOUT ->
          route == null || route.action() instanceof Action.Ring
              ? ""
              : " (after " + route.ringTimeoutSeconds() + " s)";
      case RTP_TIMEOUT -> route == null ? "" : " (allowed: " + route.rtpTimeoutSeconds() + " s)";
      case MAX_DURATION -> route == null ? "" : " (" + route.maxDurationSeconds() + " s)";
      case MEDIA_NODE_GONE -> mediaLost == null ? "" : ": " + mediaLost;
      case ACK_MISSING, PARTY_GONE, MEDIA_REFUSED, SESSION_EXPIRED, QUARANTINE -> "";
    };
  }
}
