package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.media.QualityMeasured;

/// Where a [MediaCore] says what it saw. The implementer must not block.
public interface MediaReports {

  /// Tells call control what was seen of a call.
  void publish(CallId call, AggregateInput fact);

  /// Tells call control what it only takes note of: it may come a little later.
  default void note(CallId call, AggregateInput fact) {
    publish(call, fact);
  }

  /// Tells whom it may concern how a leg sounds.
  void publish(QualityMeasured quality);
}
