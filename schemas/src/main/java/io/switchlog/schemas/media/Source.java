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

  /// Nothing.
  record Silence() implements Source {}
}
