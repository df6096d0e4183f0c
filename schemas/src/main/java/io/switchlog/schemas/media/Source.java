package io.switchlog.schemas.media;

import io.switchlog.schemas.LegId;

/// What a leg hears.
public sealed interface Source {

  /// Another leg's packets, relayed.
  record Relay(LegId from) implements Source {}

  /// Its own packets, sent back.
  record Echo() implements Source {}

  /// A repeating tone, made by the node.
  record Tone() implements Source {}

  /// The tone that says that somebody is rung, made by the node.
  record Ringback() implements Source {}

  /// What a parked party hears: once the digits of its slot, each as so many beeps (ten for 0),
  /// then what it would hear of [Tone].
  ///
  /// @param slot the slot's name
  record Parked(String slot) implements Source {}

  /// Nothing.
  record Silence() implements Source {}
}
