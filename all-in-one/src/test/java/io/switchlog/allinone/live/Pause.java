package io.switchlog.allinone.live;

import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The longest that an input waited for its decision: from the broker's append time in the inbox to
/// the broker's append time in the journal.
///
/// @param waited the longest wait
/// @param at when the input that waited arrived
/// @param decisions how many inputs were decided to events in all
record Pause(Duration waited, Instant at, int decisions) {
  private record Place(int partition, long offset) {}

  static Pause longest(String kafka) {
    try (TopicReader reader = TopicReader.connect(new BusConfig(kafka))) {
      Map<Place, Instant> arrived = new HashMap<>();
      reader
          .read(Topics.CALLS_INBOX, Families.INBOX, _ -> true)
          .forEach(r -> arrived.put(new Place(r.partition(), r.offset()), r.at()));
      Pause longest = new Pause(Duration.ZERO, Instant.EPOCH, 0);
      Set<Place> decided = new HashSet<>();
      for (Stored<JournalHead, Decided> record : reader.decisions(_ -> true)) {
        Place cause = new Place(record.body().cause().partition(), record.body().cause().offset());
        Instant arrival = arrived.get(cause);
        if (arrival != null && decided.add(cause)) {
          Duration waited = Duration.between(arrival, record.at());
          if (waited.compareTo(longest.waited()) > 0) {
            longest = new Pause(waited, arrival, 0);
          }
        }
      }
      return new Pause(longest.waited(), longest.at(), decided.size());
    }
  }

  String report() {
    return "%d decisions; the longest wait for one was %d ms, from %s"
        .formatted(decisions, waited.toMillis(), at);
  }
}
