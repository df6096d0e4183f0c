package io.switchlog.schemas.config;

import io.switchlog.schemas.config.Action.MediaMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody to ring.
///
/// @param uri where to send the INVITE; `$1`…`$9` stand for the groups of the rule's expression
/// @param ringSeconds how long it may ring, 1 to 600; 0: as long as the table says
/// @param delaySeconds how long after its stage began it is rung, 0 to 600
/// @param headers complete header lines for its INVITE, without line ends
/// @param credentials the name of what answers its challenges, which edges know; null: nothing does
/// @param media how its audio travels; null: as that of all others whom the rule rings
public record RingTarget(
    String uri,
    int ringSeconds,
    int delaySeconds,
    List<String> headers,
    @Nullable String credentials,
    @Nullable MediaMode media) {
  public RingTarget {
    headers = List.copyOf(headers);
  }

  /// One whose audio travels as that of the others.
  public RingTarget(
      String uri,
      int ringSeconds,
      int delaySeconds,
      List<String> headers,
      @Nullable String credentials) {
    this(uri, ringSeconds, delaySeconds, headers, credentials, null);
  }

  /// One whose challenges nothing answers.
  public RingTarget(String uri, int ringSeconds, int delaySeconds, List<String> headers) {
    this(uri, ringSeconds, delaySeconds, headers, null, null);
  }

  /// Rung at once, for as long as the table says, and told nothing more than the caller told.
  public static RingTarget plain(String uri) {
    return new RingTarget(uri, 0, 0, List.of());
  }

  /// The same, whose audio travels otherwise.
  public RingTarget by(@Nullable MediaMode other) {
    return new RingTarget(uri, ringSeconds, delaySeconds, headers, credentials, other);
  }
}
