package io.switchlog.wire.sdp;

/// What became of reading a session description. A peer's mistake is a value, never an exception.
public sealed interface SdpResult {
  record Parsed(SessionDescription description) implements SdpResult {}

  /// The first mistake in the text.
  ///
  /// @param expected what the grammar wants at that place
  /// @param found what stands there instead, shortened
  /// @param line the line's number, counted from 1
  record Malformed(String expected, String found, int line) implements SdpResult {}
}
