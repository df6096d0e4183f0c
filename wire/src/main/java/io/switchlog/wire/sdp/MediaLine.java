package io.switchlog.wire.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `m=` line (RFC 8866 section 5.14).
///
/// @param port 0..65535; 0 rejects the medium in an answer, or removes it in a new offer
/// @param portCount how many port pairs are meant, nearly always 1
/// @param formats payload type numbers where the protocol is an RTP profile, in order of preference
public record MediaLine(
    String media, int port, int portCount, String protocol, List<String> formats, String value)
    implements Line {

  public MediaLine {
    Line.requireOneLine(value);
    formats = List.copyOf(formats);
  }

  /// A line of our own, written in the plain form.
  public static MediaLine of(String media, int port, String protocol, List<String> formats) {
    if (port < 0 || port > 65_535 || formats.isEmpty()) {
      throw new IllegalArgumentException("m= needs a port of 0..65535 and a format, got " + port);
    }
    return new MediaLine(
        media,
        port,
        1,
        protocol,
        formats,
        media + ' ' + port + ' ' + protocol + ' ' + String.join(" ", formats));
  }

  /// The same medium at one other port.
  public MediaLine withPort(int newPort) {
    return newPort == port && portCount == 1 ? this : of(media, newPort, protocol, formats);
  }

  @Override
  public char type() {
    return 'm';
  }

  static @Nullable MediaLine read(String value) {
    List<String> f = Tokens.split(value);
    if (f.size() < 4) {
      return null;
    }
    String ports = f.get(1);
    int slash = ports.indexOf('/');
    long port = Tokens.decimal(slash < 0 ? ports : ports.substring(0, slash), 65_535);
    long count = slash < 0 ? 1 : Tokens.decimal(ports.substring(slash + 1), 65_535);
    if (port < 0 || count < 1) {
      return null;
    }
    return new MediaLine(
        f.get(0), (int) port, (int) count, f.get(2), f.subList(3, f.size()), value);
  }
}
