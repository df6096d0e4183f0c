package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.RequestPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header lines of requests of ours, which call control wrote and the edge knows as text.
final class OwnLines {
  private static final String CSEQ = "CSeq:";
  private static final String TO = "To:";

  /// What an ACK to a failure and a CANCEL have from their INVITE (RFC 3261 sections 9.1 and
  /// 17.1.1.3, RFC 7989 section 6).
  private static final List<String> FOLLOWING =
      List.of("From:", TO, "Call-ID:", CSEQ, "Max-Forwards:", "Route:", "Session-ID:");

  private OwnLines() {}

  /// A request that follows an INVITE under its branch.
  ///
  /// @param to whom the answer to the INVITE names; null: as the INVITE does
  static RequestPattern follow(RequestPattern invite, String method, @Nullable String to) {
    StringBuilder lines = new StringBuilder(256);
    invite
        .headers()
        .toString()
        .lines()
        .filter(line -> FOLLOWING.stream().anyMatch(line::startsWith))
        .map(line -> following(line, method, to))
        .forEach(line -> lines.append(line).append("\r\n"));
    return new RequestPattern(
        method,
        invite.uri(),
        invite.branch(),
        invite.destination(),
        "",
        Bytes.of(lines.toString()),
        Bytes.EMPTY);
  }

  private static String following(String line, String method, @Nullable String to) {
    if (line.startsWith(CSEQ)) {
      return line.substring(0, line.lastIndexOf(' ') + 1) + method;
    }
    return to != null && line.startsWith(TO) ? TO + " " + to : line;
  }

  /// Whether a request opens a dialog: its To has no tag.
  static boolean opensDialog(RequestPattern request) {
    return request
        .headers()
        .toString()
        .lines()
        .noneMatch(line -> line.startsWith(TO) && line.contains(";tag="));
  }
}
