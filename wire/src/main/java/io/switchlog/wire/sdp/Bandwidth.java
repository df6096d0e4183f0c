package io.switchlog.wire.sdp;

import org.jspecify.annotations.Nullable;

/// The `b=` line (RFC 8866 section 5.8): a modifier (`AS`, `CT`, `TIAS`, `RS`, `RR`) and its
/// figure, in kilobits per second for `AS` and `CT`, in bits per second for the others.
public record Bandwidth(String modifier, long figure, String value) implements Line {
  public Bandwidth {
    Line.requireOneLine(value);
  }

  @Override
  public char type() {
    return 'b';
  }

  static @Nullable Bandwidth read(String value) {
    int colon = value.indexOf(':');
    if (colon <= 0) {
      return null;
    }
    long figure = Tokens.decimal(value.substring(colon + 1).strip(), Long.MAX_VALUE);
    return figure < 0 ? null : new Bandwidth(value.substring(0, colon), figure, value);
  }
}
