package io.switchlog.allinone.simulation;

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
/// @param traits what else is the matter
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
    Set<Trait> traits) {
  /// What may be killed.
  enum Victim {
    EDGE,
    CONTROL,
    MEDIA,
    /// Call control is not killed but stopped, and wakes when others have gone on.
    STALLED_CONTROL,
    /// The broker is away for some seconds.
    BUS,
    /// The broker is away for a moment: some of what is under way is lost, some overtakes it.
    BUS_BLINKS
  }

  /// What may be the matter with the platform for as long as it runs.
  enum Trait {
    /// The clocks of call control are not the broker's.
    CLOCKS_APART,
    /// The clocks of the brokers and of call control are set, forward and back.
    CLOCKS_STEP,
    /// What call control writes is refused, given up, or taken without its knowing.
    WRITES_FAIL,
    /// Nodes run this build or a newer one, and change it when they start again.
    TWO_BUILDS,
    /// The inbox keeps what owners need, and no more.
    SHORT_RETENTION,
    /// The inbox does not keep what owners need.
    RETENTION_TOO_SHORT,
    /// Callers are parked, and others come for them.
    PARKING,
    /// Nobody takes another's place: as in the runs of before that are played again.
    PARTIES_STAY,
    /// Callers are behind translators of addresses that forget them in the middle of a call.
    NAT,
    /// Streams break in the middle of a message.
    STREAMS_BREAK
  }

  static final Faults BAD = new Faults(10, 5, 3, 2, 60);

  /// Everything goes well.
  static final Scene CALM = new Scene(2, 2, 2, 3, 20, 20_000, Faults.NONE, 0, Set.of(), Set.of());

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
        traits);
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
        traits);
  }

  Scene where(Trait... these) {
    return new Scene(
        edges,
        controls,
        medias,
        partitions,
        calls,
        spreadMillis,
        faults,
        crashes,
        victims,
        Set.of(these));
  }

  /// With so few partitions that facts are near to each other.
  Scene on(int fewPartitions) {
    return new Scene(
        edges,
        controls,
        medias,
        fewPartitions,
        calls,
        spreadMillis,
        faults,
        crashes,
        victims,
        traits);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
