package io.switchlog.schemas.journal;

import io.switchlog.schemas.inbox.PartitionInput;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a reader of a journal partition may begin, and what it has to know there: nobody has to
/// read a journal that is kept for ever from its beginning to take a partition over. The newest one
/// counts, an older one stays right.
///
/// @param partition the journal partition
/// @param offset where to begin: no call that was live at `upTo` has an earlier record, but for
///   those of `held`
/// @param term the term there
/// @param number the number of the last record that counted before `offset`
/// @param upTo the journal offset that all below tells of: records before it change calls, but not
///   what is told here
/// @param time how late it was, in the broker's time
/// @param mark the highest inbox offset that was decided, -1 for none
/// @param partial whether the input at `mark` had more decisions to come
/// @param said as in [Decided]
/// @param told whether aggregates were told of the last change of the view
/// @param view inputs that make up the view: the routing table, nodes that live, nodes that are
///   lost
/// @param facts facts that were taken lately
/// @param inbox as in [TermBegan]; null where nobody said
/// @param held calls that have records before `offset` all the same: few, and held for long
/// @param promised the ports that were promised last, one for each media node that any were; null:
///   none were
public record Floor(
    int partition,
    long offset,
    long term,
    long number,
    long upTo,
    Instant time,
    long mark,
    boolean partial,
    long said,
    boolean told,
    List<PartitionInput> view,
    List<SeenFacts> facts,
    @Nullable String inbox,
    @Nullable List<HeldCall> held,
    @Nullable List<PortCursor> promised) {
  public Floor {
    view = List.copyOf(view);
    facts = List.copyOf(facts);
    held = held == null ? null : List.copyOf(held);
    promised = promised == null ? null : List.copyOf(promised);
  }
}
