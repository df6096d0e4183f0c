package io.switchlog.media.core;

import io.switchlog.schemas.media.Payload;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a payload type stands for: as agreed on, else by the static table of RFC 3551 section 6.
final class Codecs {
  private Codecs() {}

  /// The encoding's name, null where nobody said.
  static @Nullable String encoding(int type, List<Payload> agreed) {
    Payload payload = find(type, agreed);
    if (payload != null) {
      return payload.encoding();
    }
    return switch (type) {
      case 0 -> "PCMU";
      case 3 -> "GSM";
      case 4 -> "G723";
      case 8 -> "PCMA";
      case 9 -> "G722";
      case 13 -> "CN";
      case 18 -> "G729";
      default -> null;
    };
  }

  /// The clock of a type's time stamps for measuring jitter; 0 where it is not known or the type's
  /// time stamps do not follow the clock (RFC 4733 digits, comfort noise).
  static int jitterClockRate(int type, List<Payload> agreed) {
    String encoding = encoding(type, agreed);
    if (encoding == null
        || encoding.equalsIgnoreCase("telephone-event")
        || encoding.equalsIgnoreCase("CN")) {
      return 0;
    }
    Payload payload = find(type, agreed);
    return payload == null ? 8_000 : payload.clockRate();
  }

  /// What the E-model knows of an encoding; null for wide-band and unknown ones, which its
  /// narrow-band scale does not rate.
  static EModel.@Nullable Codec rated(@Nullable String encoding) {
    return switch (encoding == null ? "" : encoding.toUpperCase(Locale.ROOT)) {
      case "PCMU", "PCMA" -> EModel.Codec.G711;
      case "G729" -> EModel.Codec.G729;
      case "GSM-EFR" -> EModel.Codec.GSM_EFR;
      default -> null;
    };
  }

  private static @Nullable Payload find(int type, List<Payload> agreed) {
    for (Payload payload : agreed) {
      if (payload.type() == type) {
        return payload;
      }
    }
    return null;
  }
}
