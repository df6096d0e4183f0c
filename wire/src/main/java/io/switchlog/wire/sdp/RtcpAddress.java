package io.switchlog.wire.sdp;

import org.jspecify.annotations.Nullable;

/// Where RTCP is wanted (RFC 3605).
///
/// @param port 0..65535
/// @param connection the address, null where the medium's own connection address holds
public record RtcpAddress(int port, @Nullable Connection connection) {
  static @Nullable RtcpAddress read(String content) {
    int blank = content.indexOf(' ');
    long port = Tokens.decimal(blank < 0 ? content : content.substring(0, blank), 65_535);
    if (port < 0) {
      return null;
    }
    Connection at = blank < 0 ? null : Connection.read(content.substring(blank + 1));
    return new RtcpAddress((int) port, at);
  }
}
