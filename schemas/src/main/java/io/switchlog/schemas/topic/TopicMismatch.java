package io.switchlog.schemas.topic;

import java.io.Serial;
import java.util.List;

/// A cluster's topics are not what this build needs; the message has one line for each difference:
/// the topic, what was expected, what was found.
public final class TopicMismatch extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TopicMismatch(List<String> differences) {
    super(String.join("; ", differences));
  }
}
