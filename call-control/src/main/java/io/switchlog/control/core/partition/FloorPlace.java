package io.switchlog.control.core.partition;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.journal.HeldCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Where a floor is. Without anything else it is at the oldest live aggregate, and one that is held
/// for a day makes every reader begin a day ago:
///
/// ```
///   journal:  | a | ............... | b c | ..... | end
///             ^ a's records, one by one   ^ everything from here
/// ```
///
/// So the records of a few aggregates that were begun long ago are told one by one, and read by
/// themselves. Where aggregates are many that are held for long, they are what there is to read.
///
/// @param begin from where everything is to be read
/// @param held what has records before
record FloorPlace(Place begin, List<HeldCall> held) {
  /// An aggregate was begun long ago if so many records came behind.
  static final long LONG_AGO = 50_000;

  /// So many records are read one by one at the most: about a millisecond each.
  static final int MOST_HELD = 200;

  /// @param end where it would be without any aggregate
  static <S> FloorPlace of(Collection<Live<S>> lives, Place end, long longAgo, int mostHeld) {
    List<Live<S>> old =
        lives.stream()
            .filter(live -> live.began().offset() < end.offset() - longAgo)
            .sorted(
                Comparator.<Live<S>>comparingLong(live -> live.began().offset())
                    .thenComparing(Live::id))
            .toList();
    int count = 0;
    int records = 0;
    while (count < old.size() && records + old.get(count).trail().length() <= mostHeld) {
      records += old.get(count).trail().length();
      count++;
    }
    List<Live<S>> held = old.subList(0, count);
    Set<AggregateId> ids = held.stream().map(Live::id).collect(Collectors.toSet());
    Place begin = end;
    for (Live<S> live : lives) {
      begin = ids.contains(live.id()) ? begin : earlier(begin, live.began());
    }
    List<HeldCall> told = new ArrayList<>();
    for (Live<S> live : held) {
      told.add(new HeldCall(live.id(), live.trail().below(begin.offset())));
    }
    return new FloorPlace(begin, told);
  }

  static Place earlier(Place one, Place other) {
    return other.offset() < one.offset() ? other : one;
  }
}
