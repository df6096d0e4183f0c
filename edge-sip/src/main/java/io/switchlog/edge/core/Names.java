package io.switchlog.edge.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the domain name system said, remembered as long as it says. When it is away what it said
/// last is good for an hour more (RFC 8767).
final class Names {
  /// Not asked more often than that, whatever a zone says.
  static final long LEAST_SECONDS = 1;

  static final long MOST_SECONDS = 3_600;

  /// An answer is known for so long, counted from when it came.
  private static final long KEPT_MILLIS = 2 * 1_000 * MOST_SECONDS;

  /// More are not asked for at a time, nor remembered.
  private static final int MOST_ASKED = 1_000;

  private static final int MOST_KNOWN = 10_000;

  /// An answer that nobody has is not asked for again at once.
  private static final long FAILURE_MILLIS = 1_000;

  private final Effects effects;
  private final EdgeCounters counters;
  private final Memory<Known> known;
  private final Memory<DnsAnswer.Failed> failures;
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Map<String, Asked> askedByKey = new HashMap<>();
  private long lastToken;

  private record Known(DnsAnswer.Found answer, long freshUntilMillis) {}

  /// A question that is under way.
  private record Asked(String key, List<Waiting> waiting) {}

  /// Who wants an answer.
  interface Waiting {
    void answered(long nowMillis, DnsAnswer answer);
  }

  Names(WakeUps wakeUps, Effects effects, EdgeCounters counters) {
    this.effects = effects;
    this.counters = counters;
    this.known = new Memory<>(wakeUps, KEPT_MILLIS, MOST_KNOWN);
    this.failures = new Memory<>(wakeUps, FAILURE_MILLIS, MOST_KNOWN);
  }

  int size() {
    return known.size() + failures.size() + asked.size();
  }

  /// Asks, or remembers; the answer may come before this returns.
  void ask(long nowMillis, String name, DnsType type, Waiting waiting) {
    String key = type + " " + ServerKeys.bounded(name.toLowerCase(java.util.Locale.ROOT));
    Known remembered = known.get(key);
    DnsAnswer.Failed failed = failures.get(key);
    if (remembered != null && nowMillis < remembered.freshUntilMillis) {
      waiting.answered(nowMillis, remembered.answer);
    } else if (failed != null) {
      waiting.answered(nowMillis, orStale(key, failed));
    } else {
      askAnew(nowMillis, name, type, key, waiting);
    }
  }

  private void askAnew(long nowMillis, String name, DnsType type, String key, Waiting waiting) {
    Asked underWay = askedByKey.get(key);
    if (underWay != null) {
      underWay.waiting.add(waiting);
    } else if (asked.size() >= MOST_ASKED) {
      String why = "more than " + MOST_ASKED + " names are looked up already";
      waiting.answered(nowMillis, orStale(key, new DnsAnswer.Failed(why)));
    } else {
      long token = ++lastToken;
      Asked anew = new Asked(key, new ArrayList<>(List.of(waiting)));
      asked.put(token, anew);
      askedByKey.put(key, anew);
      counters.add(Counter.NAMES_ASKED);
      effects.lookUp(name, type, token);
    }
  }

  /// An answer came.
  ///
  /// @param token as given to [Effects#lookUp]
  void answered(long nowMillis, long token, DnsAnswer answer) {
    Asked over = asked.remove(token);
    if (over == null) {
      return;
    }
    askedByKey.remove(over.key);
    DnsAnswer said =
        switch (answer) {
          case DnsAnswer.Found found -> {
            long seconds = Math.clamp(found.seconds(), LEAST_SECONDS, MOST_SECONDS);
            known.put(nowMillis, over.key, new Known(found, nowMillis + 1_000 * seconds));
            yield found;
          }
          case DnsAnswer.Failed failed -> {
            counters.add(Counter.NAMES_FAILED);
            failures.put(nowMillis, over.key, failed);
            yield orStale(over.key, failed);
          }
        };
    over.waiting.forEach(each -> each.answered(nowMillis, said));
  }

  private DnsAnswer orStale(String key, DnsAnswer.Failed failed) {
    Known remembered = known.get(key);
    return remembered == null ? failed : remembered.answer;
  }
}
