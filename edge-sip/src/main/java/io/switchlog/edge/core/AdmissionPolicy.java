package io.switchlog.edge.core;

import java.util.List;

/// Whose requests an edge takes, and how many. None of it is about requests inside a dialog:
/// whoever is let in hangs up as it likes.
///
/// @param denied who is not answered at all
/// @param served who else is; empty: all others
/// @param perSecond how many requests outside any dialog one source may make in a second, all loops
///   of the edge together; 0: as many as it likes. A source is an IPv4 address, or an IPv6 network
///   of 64 bits
/// @param burst how many of them it may make at once after a pause, 1 or more
/// @param waiting how many INVITEs of one source may wait for their answers at a time, all loops
///   together; 0: any number
/// @param transactions how many requests of others may be under way or remembered, all loops
///   together, 1 or more; one takes some kilobytes, and lasts for 32 s after its answer
/// @param bans who is not heard for a while
/// @param authentication who has to prove who it is
public record AdmissionPolicy(
    List<Network> denied,
    List<Network> served,
    int perSecond,
    int burst,
    int waiting,
    int transactions,
    BanPolicy bans,
    Authentication authentication) {
  /// More of one source than a machine of two cores can connect.
  public static final int PER_SECOND = 2_000;

  /// Two seconds of them.
  public static final int BURST = 4_000;

  /// A trunk with a hundred calls a second that ring for ten seconds. Each holds ports.
  public static final int WAITING = 1_000;

  /// More than a thousand calls a second leave behind.
  public static final int TRANSACTIONS = 200_000;

  /// Where nothing is said: nobody is denied.
  public static final AdmissionPolicy USUAL =
      new AdmissionPolicy(
          List.of(), List.of(), PER_SECOND, BURST, WAITING, TRANSACTIONS, BanPolicy.USUAL);

  /// Whoever asks is served, as often as it likes.
  public static final AdmissionPolicy UNBOUNDED =
      new AdmissionPolicy(List.of(), List.of(), 0, 1, 0, TRANSACTIONS, BanPolicy.NOBODY);

  /// One that believes whoever calls.
  public AdmissionPolicy(
      List<Network> denied,
      List<Network> served,
      int perSecond,
      int burst,
      int waiting,
      int transactions,
      BanPolicy bans) {
    this(denied, served, perSecond, burst, waiting, transactions, bans, Authentication.NONE);
  }

  /// @throws IllegalArgumentException that says what was expected and found
  public AdmissionPolicy {
    denied = List.copyOf(denied);
    served = List.copyOf(served);
    if (perSecond < 0 || burst < 1 || waiting < 0 || transactions < 1) {
      throw new IllegalArgumentException(
          "expected a rate of 0 or more, a burst of 1 or more, 0 or more that wait and 1 transaction"
              + " or more, found "
              + perSecond
              + ", "
              + burst
              + ", "
              + waiting
              + " and "
              + transactions);
    }
  }

  /// The part of one of several cores that share the work.
  ///
  /// @param cores how many, 1 or more
  public AdmissionPolicy ofOne(int cores) {
    return new AdmissionPolicy(
        denied,
        served,
        part(perSecond, cores),
        Math.max(1, burst / cores),
        part(waiting, cores),
        Math.max(1, transactions / cores),
        bans,
        authentication);
  }

  /// The same, but for who has to prove who it is.
  public AdmissionPolicy asking(Authentication other) {
    return new AdmissionPolicy(
        denied, served, perSecond, burst, waiting, transactions, bans, other);
  }

  /// 0 stays what it is: any number.
  private static int part(int number, int cores) {
    return number == 0 ? 0 : Math.max(1, number / cores);
  }

  /// Whether an address is answered at all.
  ///
  /// @param host numeric
  public boolean serves(String host) {
    return denied.stream().noneMatch(network -> network.contains(host))
        && (served.isEmpty() || served.stream().anyMatch(network -> network.contains(host)));
  }
}
