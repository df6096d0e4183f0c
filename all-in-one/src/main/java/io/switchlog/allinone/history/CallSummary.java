package io.switchlog.allinone.history;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A call as its events up to some point tell it.
///
/// @param events how many events were folded
/// @param phase where the call stands
/// @param from the caller's URI
/// @param to the Request-URI of the caller's INVITE
/// @param rule the rule that decided, null where none matched or none was asked yet
/// @param tableVersion the version of the routing table that was asked, 0 before
/// @param action what the rule said, null as with `rule`
/// @param offered when the INVITE came
/// @param rang when a called party first rang, null before
/// @param answered when the call was answered, null before
/// @param established when dialogs, session descriptions and media were complete, null before
/// @param ending when the first party hung up or was let go, null before
/// @param ended when it was over, with the last leg's outcome, null before
/// @param outcome how it ended, null before
/// @param net what began the end where no phone did, null while there is no end and where a phone
///   did
/// @param media the media node, null before
/// @param mediaVersion the version of the media plan asked for last, 0 before
/// @param legs each leg by number
public record CallSummary(
    CallId id,
    long events,
    Phase phase,
    String from,
    String to,
    @Nullable String rule,
    long tableVersion,
    @Nullable Action action,
    Instant offered,
    @Nullable Instant rang,
    @Nullable Instant answered,
    @Nullable Instant established,
    @Nullable Instant ending,
    @Nullable Instant ended,
    @Nullable Outcome outcome,
    @Nullable Net net,
    @Nullable NodeId media,
    long mediaVersion,
    SortedMap<LegId, LegSummary> legs) {
  public CallSummary {
    legs = Collections.unmodifiableSortedMap(new TreeMap<>(legs));
  }

  /// Where a call stands.
  public enum Phase {
    OFFERED,
    DIALING,
    RINGING,
    ANSWERED,
    ESTABLISHED,
    HELD,
    ENDING,
    ENDED,
    QUARANTINED
  }

  /// One party.
  ///
  /// @param uri where it calls from or was called at
  /// @param edge the edge that serves it
  /// @param condition the leg's own state, for people
  /// @param holds whether it put the call on hold
  public record LegSummary(String uri, NodeId edge, String condition, boolean holds) {
    LegSummary now(String newCondition) {
      return new LegSummary(uri, edge, newCondition, holds);
    }

    LegSummary at(NodeId newEdge) {
      return new LegSummary(uri, newEdge, condition, holds);
    }

    LegSummary holding(boolean nowHolds) {
      return new LegSummary(uri, edge, condition, nowHolds);
    }
  }

  public boolean isEnded() {
    return ended != null;
  }

  /// From the answer to the end of the talk; zero without one, or while the call goes on.
  public Duration talk() {
    Instant end = ending == null ? ended : ending;
    return answered == null || end == null ? Duration.ZERO : Duration.between(answered, end);
  }

  /// From the INVITE to the end, or to now while the call goes on.
  public Duration duration(Instant now) {
    return Duration.between(offered, ended == null ? now : ended);
  }
}
