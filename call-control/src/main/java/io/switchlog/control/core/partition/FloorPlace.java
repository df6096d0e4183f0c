package io.switchlog.control.core.partition;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.journal.HeldCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Where a floor is. Without anything else it is at the oldest live call, and one that is held for
/// a day makes every reader begin a day ago:
///
/// ```
///   journal:  | a | ............... | b c | ..... | end
///             ^ a's records, one by one   ^ everything from here
/// ```
///
/// So the records of a few calls that were begun long ago are told one by one, and read by
/// themselves. Where calls are many that are held for long, they are what there is to read.
///
/// @param begin from where everything is to be read
/// @param held what has records before
record FloorPlace(Place begin, List<HeldCall> held) {
  /// A call was begun long ago if so many records came behind.
  static final long LONG_AGO = 50_000;

  /// So many records are read one by one at the most: about a millisecond each.
  static final int MOST_HELD = 200;

  /// @param end where it would be without any call
  static <S> FloorPlace of(Collection<LiveCall<S>> calls, Place end, long longAgo, int mostHeld) {
    List<LiveCall<S>> old =
        calls.stream()
            .filter(call -> call.began().offset() < end.offset() - longAgo)
            .sorted(
                Comparator.<LiveCall<S>>comparingLong(call -> call.began().offset())
                    .thenComparing(LiveCall::id))
            .toList();
    int count = 0;
    int records = 0;
    while (count < old.size() && records + old.get(count).trail().length() <= mostHeld) {
      records += old.get(count).trail().length();
      count++;
    }
    List<LiveCall<S>> held = old.subList(0, count);
    Set<CallId> ids = held.stream().map(LiveCall::id).collect(Collectors.toSet());
    Place begin = end;
    for (LiveCall<S> call : calls) {
      begin = ids.contains(call.id()) ? begin : earlier(begin, call.began());
    }
    List<HeldCall> told = new ArrayList<>();
    for (LiveCall<S> call : held) {
      told.add(new HeldCall(call.id(), call.trail().below(begin.offset())));
    }
    return new FloorPlace(begin, told);
  }

  static Place earlier(Place one, Place other) {
    return other.offset() < one.offset() ? other : one;
  }
}
