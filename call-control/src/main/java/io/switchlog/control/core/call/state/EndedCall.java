package io.switchlog.control.core.call.state;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A call that is over, kept for as long as late messages may come.
///
/// @param secretKey the id of the cluster's key that it was minted under, null where none is known
/// @param dialect how its messages spoke of us
/// @param life which life of its id it was
/// @param byes the transactions of the BYEs that ended its legs
public record EndedCall(
    CallId id,
    @Nullable String secretKey,
    Dialect dialect,
    long life,
    Outcome outcome,
    List<String> byes,
    SortedMap<String, ArmedTimer> timers)
    implements Call {
  /// How long an ended call absorbs late messages: twice 64*T1 (RFC 3261 section 17.1.1.2).
  public static final Duration RETENTION = Duration.ofSeconds(64);

  @Override
  public Set<NodeId> nodes() {
    return Set.of();
  }

  @Override
  public boolean isEnded() {
    return true;
  }
}
