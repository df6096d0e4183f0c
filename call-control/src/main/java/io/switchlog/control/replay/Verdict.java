package io.switchlog.control.replay;

import io.switchlog.schemas.AggregateId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What came of deciding a partition again. Says how much was compared, so that "no difference" is
/// worth something.
///
/// @param calls calls with a decision that was compared
/// @param decisions decisions compared and found the same
/// @param folded those of all compared that other rules have taken: their events were folded, and
///   what follows from them was compared
/// @param events events in them
/// @param commands commands in them, their content included
/// @param began calls that began before the inbox that is left and went on in it: known from the
///   journal
/// @param encodings commands that say the same in other bytes
/// @param differences the first difference of each call that differs, in the inbox's order
public record Verdict(
    long calls,
    long decisions,
    long folded,
    long events,
    long commands,
    List<AggregateId> began,
    long encodings,
    List<Difference> differences) {
  public Verdict {
    began = List.copyOf(began);
    differences = List.copyOf(differences);
  }

  /// A decision that came out otherwise.
  ///
  /// @param call null for the partition's own
  /// @param partition of the inbox
  /// @param offset of the input
  /// @param recorded what the journal has, made readable; what is missing is said
  /// @param decided what this build decides
  /// @param rules the version of the rules that the recorded one was taken by, null where none is
  public record Difference(
      @Nullable AggregateId call,
      int partition,
      long offset,
      String recorded,
      String decided,
      @Nullable Integer rules) {
    /// Whether it was taken by other rules than this build's, which may want it otherwise.
    public boolean isOfOtherRules(int own) {
      return rules != null && rules != own;
    }
  }

  /// Both together.
  public Verdict plus(Verdict other) {
    return new Verdict(
        calls + other.calls,
        decisions + other.decisions,
        folded + other.folded,
        events + other.events,
        commands + other.commands,
        both(began, other.began),
        encodings + other.encodings,
        both(differences, other.differences));
  }

  private static <T> List<T> both(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /// Of nothing.
  public static Verdict none() {
    return new Verdict(0, 0, 0, 0, 0, List.of(), 0, List.of());
  }
}
