package io.switchlog.edge.bus;

import java.util.ArrayDeque;

/// How far call control is behind in one partition of its inbox, as seen from outside: by the ends
/// that the partition had at earlier looks, and up to where it is decided now. For one thread.
///
///     end at look   1     2     3     4
///     inbox     ────|─────|─────|─────|
///     decided   ──────────────|              behind since look 3 at the latest
final class InboxProgress {
  /// A reader that is so late cannot keep up: whoever calls now would wait for as long.
  static final long SLOW_MILLIS = 1_200;

  /// Nobody reads, for so long: longer than it takes another instance to take over.
  static final long AWAY_MILLIS = 10_000;

  /// A reader that commits nothing for so long is away; those that are there commit twice a second.
  /// No less than [#SLOW_MILLIS]: a partition that changes hands sooner has not become late by it.
  private static final long STILL_MILLIS = 1_200;

  /// A reader that is there has moved at so many looks without having been away: one that has just
  /// taken over reads what has piled up, faster than it comes.
  private static final int STEADY_LOOKS = 5;

  private record Seen(long atMillis, long end) {}

  /// Ends that are not decided yet, the oldest first.
  private final ArrayDeque<Seen> undecided = new ArrayDeque<>();

  private long decided = -1;
  private long movedAtMillis;
  private int moves;
  private long behindMillis;

  /// A look at the partition.
  ///
  /// @param end where it ends
  /// @param decidedBelow up to where call control has decided it
  void look(long nowMillis, long end, long decidedBelow) {
    if (decidedBelow != decided) {
      decided = decidedBelow;
      moves = isAway(nowMillis) ? 1 : moves + 1;
      movedAtMillis = nowMillis;
    }
    if (end > decidedBelow && (undecided.isEmpty() || end > undecided.getLast().end)) {
      undecided.add(new Seen(nowMillis, end));
    }
    while (!undecided.isEmpty() && undecided.getFirst().end <= decidedBelow) {
      undecided.remove();
    }
    behindMillis = undecided.isEmpty() ? 0 : nowMillis - undecided.getFirst().atMillis;
  }

  /// How old the oldest record is, at the least, that was not decided at the latest look.
  long behindMillis() {
    return behindMillis;
  }

  /// Whether who calls now would wait for too long.
  boolean isBehind(long nowMillis) {
    boolean isRead = moves >= STEADY_LOOKS && !isAway(nowMillis);
    return behindMillis > (isRead ? SLOW_MILLIS : AWAY_MILLIS);
  }

  private boolean isAway(long nowMillis) {
    return nowMillis - movedAtMillis >= STILL_MILLIS;
  }
}
