package io.switchlog.schemas.event;

import io.switchlog.schemas.Bytes;

/// What of a message crosses from one leg to the other.
///
/// @param headers complete header lines, each ended by CRLF
/// @param body the body, session descriptions already rewritten for the leg that gets it
public record Content(Bytes headers, Bytes body) {
  /// Nothing at all.
  public static final Content NONE = new Content(Bytes.EMPTY, Bytes.EMPTY);

  /// All of it, in bytes.
  public int length() {
    return headers.length() + body.length();
  }
}
