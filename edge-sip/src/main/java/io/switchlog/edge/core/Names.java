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

  /// An answer is good for so much longer than it says, where there is no newer one.
  static final long STALE_MILLIS = 1_000 * MOST_SECONDS;

  private static final long KEPT_MILLIS = 1_000 * MOST_SECONDS + STALE_MILLIS;

  /// No more records of an answer are of use.
  static final int MOST_RECORDS = 32;

  /// More are not asked for at a time, nor remembered.
  private static final int MOST_ASKED = 1_000;

  private static final int MOST_KNOWN = 10_000;

  /// An answer that nobody has is not asked for again at once.
  private static final long FAILURE_MILLIS = 1_000;

  /// For so long nobody waits for an answer that failed, where there is one of before: who wants it
  /// has that one, and it is asked for again meanwhile (RFC 8767 section 5).
  private static final long AWAY_MILLIS = 30_000;

  private final Effects effects;
  private final EdgeCounters counters;
  private final Memory<Known> known;
  private final Memory<Failure> failures;
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Map<String, Asked> askedByKey = new HashMap<>();
  private long lastToken;

  private record Known(DnsAnswer.Found answer, long freshUntilMillis) {}

  private record Failure(DnsAnswer.Failed answer, long atMillis) {}

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
    this.failures = new Memory<>(wakeUps, AWAY_MILLIS, MOST_KNOWN);
  }

  int size() {
    return known.size() + failures.size() + asked.size();
  }

  /// Asks, or remembers; the answer may come before this returns.
  void ask(long nowMillis, String name, DnsType type, Waiting waiting) {
    String key = type + " " + ServerKeys.bounded(name.toLowerCase(java.util.Locale.ROOT));
    Known remembered = known.get(key);
    Failure failed = failures.get(key);
    if (remembered != null && nowMillis < remembered.freshUntilMillis) {
      waiting.answered(nowMillis, remembered.answer);
    } else if (failed == null) {
      askAnew(nowMillis, name, type, key, waiting);
    } else if (nowMillis - failed.atMillis < FAILURE_MILLIS) {
      waiting.answered(nowMillis, orStale(nowMillis, key, failed.answer));
    } else if (orStale(nowMillis, key, failed.answer) instanceof DnsAnswer.Found stale) {
      askAnew(nowMillis, name, type, key, (_, _) -> {});
      waiting.answered(nowMillis, stale);
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
      waiting.answered(nowMillis, orStale(nowMillis, key, new DnsAnswer.Failed(why)));
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
            DnsAnswer.Found kept =
                new DnsAnswer.Found(
                    found.records().stream().limit(MOST_RECORDS).toList(), found.seconds());
            known.put(nowMillis, over.key, new Known(kept, nowMillis + 1_000 * seconds));
            failures.remove(over.key);
            yield kept;
          }
          case DnsAnswer.Failed failed -> {
            counters.add(Counter.NAMES_FAILED);
            failures.put(nowMillis, over.key, new Failure(failed, nowMillis));
            yield orStale(nowMillis, over.key, failed);
          }
        };
    over.waiting.forEach(each -> each.answered(nowMillis, said));
  }

  private DnsAnswer orStale(long nowMillis, String key, DnsAnswer.Failed failed) {
    Known remembered = known.get(key);
    return remembered != null && nowMillis < remembered.freshUntilMillis + STALE_MILLIS
        ? remembered.answer
        : failed;
  }
}
