package io.switchlog.control.replay;

import io.switchlog.schemas.CallId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of deciding a partition again. Says how much was compared, so that "no difference" is
/// worth something.
///
/// @param calls calls with a decision that was compared
/// @param decisions decisions compared and found the same
/// @param events events in them
/// @param commands commands in them, their content included
/// @param began calls that began before the inbox that is left: known from the journal
/// @param encodings commands that say the same in other bytes
/// @param differences the first difference of each call that differs, in the inbox's order
public record Verdict(
    long calls,
    long decisions,
    long events,
    long commands,
    long began,
    long encodings,
    List<Difference> differences) {
  public Verdict {
    differences = List.copyOf(differences);
  }

  /// A decision that came out otherwise.
  ///
  /// @param call null for the partition's own
  /// @param partition of the inbox
  /// @param offset of the input
  /// @param recorded what the journal has, made readable; what is missing is said
  /// @param decided what this build decides
  public record Difference(
      @Nullable CallId call, int partition, long offset, String recorded, String decided) {}

  /// Both together.
  public Verdict plus(Verdict other) {
    return new Verdict(
        calls + other.calls,
        decisions + other.decisions,
        events + other.events,
        commands + other.commands,
        began + other.began,
        encodings + other.encodings,
        java.util.stream.Stream.concat(differences.stream(), other.differences.stream()).toList());
  }

  /// Of nothing.
  public static Verdict none() {
    return new Verdict(0, 0, 0, 0, 0, 0, List.of());
  }
}
