package io.switchlog.control.core.partition;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.message.Sender;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which messages of others an aggregate has taken: the highest number of each life of a sender.
/// Messages of one life arrive in the order of their numbers, and one that leads to nothing does no
/// harm when it comes again, so nothing else need be known of it. Immutable.
///
/// @param highest by sender and life, who was heard last at the end
record Heard(Map<Heard.Life, Long> highest) {
  /// Nothing.
  static final Heard NOTHING = new Heard(Map.of());

  /// So many are remembered, those that were heard last: far more than talk to one aggregate in a
  /// life of its.
  private static final int MOST = 128;

  record Life(AggregateId id, long life) {}

  boolean contains(Sender sender) {
    Long known = highest.get(new Life(sender.id(), sender.life()));
    return known != null && sender.number() <= known;
  }

  /// @param sender null where it was no message
  Heard with(@Nullable Sender sender) {
    if (sender == null || contains(sender)) {
      return this;
    }
    Map<Life, Long> all = new LinkedHashMap<>(highest);
    Life life = new Life(sender.id(), sender.life());
    all.remove(life);
    all.put(life, sender.number());
    if (all.size() > MOST) {
      all.remove(all.keySet().iterator().next());
    }
    return new Heard(all);
  }
}
