package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The calls that were released lately, so that a late copy of one of their plans does not bring
/// them back. Bounded in time and in number; the oldest go first.
final class ReleasedCalls {
  /// Longer than any plan with endpoints may take to come.
  static final long KEPT_MICROS = 120_000_000;

  private static final int MOST = 100_000;

  /// A call that was released.
  ///
  /// @param life the life of its id that ended
  /// @param version of the plan that said so
  record Released(long life, long version, long atMicros) {
    /// Whether a plan came too late: the release replaces it.
    boolean replaces(long planLife, long planVersion) {
      return planLife < life || (planLife == life && planVersion <= version);
    }

    /// Whether a plan is this release, once more.
    boolean isRepeatedBy(long planLife, long planVersion) {
      return planLife == life && planVersion == version;
    }
  }

  private final LinkedHashMap<CallId, Released> calls = new LinkedHashMap<>();

  @Nullable Released of(CallId id) {
    return calls.get(id);
  }

  void remember(long nowMicros, CallId id, long life, long version) {
    calls.putLast(id, new Released(life, version, nowMicros));
  }

  /// A later plan brings the call back.
  void remove(CallId id) {
    calls.remove(id);
  }

  /// Lets go what is old enough.
  void forget(long nowMicros) {
    while (!calls.isEmpty()
        && (calls.size() > MOST
            || nowMicros - calls.firstEntry().getValue().atMicros > KEPT_MICROS)) {
      calls.pollFirstEntry();
    }
  }

  int size() {
    return calls.size();
  }
}
