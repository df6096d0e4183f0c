package io.switchlog.edge.core;

import java.util.List;

/// When a source is banned: nothing of it is heard outside dialogs for a while.
///
/// A source over UDP is whoever it says it is. Somebody may send garbage in a trunk's name and have
/// it banned: those whose calls must not stop for that are never banned, and what belongs to a call
/// is heard of anybody.
///
/// @param offences how many offences in a row lead to a ban, besides one in a second that anybody
///   may commit; 0: nobody is banned
/// @param seconds how long, 1 or more
/// @param never who never is, besides this host itself
public record BanPolicy(int offences, int seconds, List<Network> never) {
  /// More than a phone does that has a fault.
  public static final int OFFENCES = 50;

  /// Longer than a scanner waits.
  public static final int SECONDS = 300;

  public static final BanPolicy USUAL = new BanPolicy(OFFENCES, SECONDS, List.of());

  /// Nobody is banned.
  public static final BanPolicy NOBODY = new BanPolicy(0, 1, List.of());

  private static final List<Network> OURSELVES =
      List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));

  /// @throws IllegalArgumentException that says what was expected and found
  public BanPolicy {
    never = List.copyOf(never);
    if (offences < 0 || seconds < 1) {
      throw new IllegalArgumentException(
          "expected 0 offences or more and 1 second or more, found "
              + offences
              + " and "
              + seconds);
    }
  }

  /// Whether a source may be banned.
  ///
  /// @param host numeric
  boolean mayBan(String host) {
    return offences > 0
        && OURSELVES.stream().noneMatch(network -> network.contains(host))
        && never.stream().noneMatch(network -> network.contains(host));
  }
}
