package io.switchlog.wire.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a payload type number stands for (RFC 8866 section 6.6).
///
/// @param payloadType 0..127
/// @param encoding the codec's name as written; compare it ignoring case
/// @param clockRate RTP timestamp units per second
/// @param channels 1 unless stated
public record Rtpmap(int payloadType, String encoding, int clockRate, int channels) {

  /// The numbers that RFC 3551 section 6 assigns for good, for lines that leave their `a=rtpmap`
  /// out.
  private static final List<Rtpmap> STATIC =
      List.of(
          new Rtpmap(0, "PCMU", 8000, 1),
          new Rtpmap(3, "GSM", 8000, 1),
          new Rtpmap(4, "G723", 8000, 1),
          new Rtpmap(5, "DVI4", 8000, 1),
          new Rtpmap(6, "DVI4", 16000, 1),
          new Rtpmap(7, "LPC", 8000, 1),
          new Rtpmap(8, "PCMA", 8000, 1),
          new Rtpmap(9, "G722", 8000, 1),
          new Rtpmap(10, "L16", 44100, 2),
          new Rtpmap(11, "L16", 44100, 1),
          new Rtpmap(12, "QCELP", 8000, 1),
          new Rtpmap(13, "CN", 8000, 1),
          new Rtpmap(14, "MPA", 90000, 1),
          new Rtpmap(15, "G728", 8000, 1),
          new Rtpmap(16, "DVI4", 11025, 1),
          new Rtpmap(17, "DVI4", 22050, 1),
          new Rtpmap(18, "G729", 8000, 1));

  /// The meaning of a number without a map line, or null where it has none.
  public static @Nullable Rtpmap ofStatic(int payloadType) {
    for (Rtpmap map : STATIC) {
      if (map.payloadType == payloadType) {
        return map;
      }
    }
    return null;
  }

  public boolean isEncoding(String name) {
    return encoding.equalsIgnoreCase(name);
  }

  /// The content of the attribute, without its name.
  public String content() {
    String plain = payloadType + " " + encoding + '/' + clockRate;
    return channels == 1 ? plain : plain + '/' + channels;
  }

  static @Nullable Rtpmap read(String content) {
    List<String> words = Tokens.split(content);
    if (words.size() < 2) {
      return null;
    }
    String[] parts = words.get(1).split("/", -1);
    long payloadType = Tokens.decimal(words.get(0), 127);
    long clockRate = parts.length < 2 ? -1 : Tokens.decimal(parts[1], Integer.MAX_VALUE);
    long channels = parts.length < 3 ? 1 : Tokens.decimal(parts[2], 255);
    if (payloadType < 0 || clockRate < 1 || parts[0].isEmpty()) {
      return null;
    }
    return new Rtpmap((int) payloadType, parts[0], (int) clockRate, (int) Math.max(1, channels));
  }
}
