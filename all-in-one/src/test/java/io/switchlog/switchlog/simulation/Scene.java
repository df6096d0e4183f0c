package io.switchlog.switchlog.simulation;

import io.switchlog.testkit.net.Faults;
import java.util.Set;

/// What a run is made of.
///
/// @param edges how many edges
/// @param controls how many instances of call control
/// @param medias how many media nodes
/// @param partitions of the inbox
/// @param calls how many calls
/// @param spreadMillis how long the calls go on beginning
/// @param faults of the network between phones and edges
/// @param crashes how many kills
/// @param victims what may be killed
/// @param skewMillis how far the clocks of call control may be from the broker's
record Scene(
    int edges,
    int controls,
    int medias,
    int partitions,
    int calls,
    int spreadMillis,
    Faults faults,
    int crashes,
    Set<Victim> victims,
    int skewMillis) {
  /// What may be killed.
  enum Victim {
    EDGE,
    CONTROL,
    MEDIA,
    /// Call control is not killed but stopped, and wakes when others have gone on.
    STALLED_CONTROL,
    /// The broker is away for some seconds.
    BUS
  }

  static final Faults BAD = new Faults(10, 5, 3, 2, 60);

  /// Everything goes well.
  static final Scene CALM = new Scene(2, 2, 2, 3, 20, 20_000, Faults.NONE, 0, Set.of(), 0);

  Scene with(Faults network) {
    return new Scene(
        edges,
        controls,
        medias,
        partitions,
        calls,
        spreadMillis,
        network,
        crashes,
        victims,
        skewMillis);
  }

  Scene killing(int times, Victim... whom) {
    return new Scene(
        edges,
        controls,
        medias,
        partitions,
        calls,
        spreadMillis,
        faults,
        times,
        Set.of(whom),
        skewMillis);
  }

  Scene withClocksApart(int millis) {
    return new Scene(
        edges, controls, medias, partitions, calls, spreadMillis, faults, crashes, victims, millis);
  }
}
