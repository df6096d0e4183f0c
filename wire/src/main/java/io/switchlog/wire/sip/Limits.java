package io.switchlog.wire.sip;

/// What a peer may make us hold. Above it a message is refused with 513 and says which limit it
/// was.
///
/// @param maxMessageBytes the whole message with its body, 1 or more
/// @param maxHeaders header field lines, 1 or more
public record Limits(int maxMessageBytes, int maxHeaders) {
  /// 64 KiB and 256 header fields.
  public static final Limits DEFAULT = new Limits(64 * 1024, 256);

  public Limits {
    if (maxMessageBytes < 1 || maxHeaders < 1) {
      throw new IllegalArgumentException(
          "limits must be 1 or more, found "
              + maxMessageBytes
              + " bytes, "
              + maxHeaders
              + " headers");
    }
  }
}
