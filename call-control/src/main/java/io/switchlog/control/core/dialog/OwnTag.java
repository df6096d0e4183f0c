package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.PeerRequest;

/// Our tag in what the answers to a request repeat of it (RFC 3261 section 8.2.6.2). It names call
/// and leg, so a request that goes from one call to another loses the one and gets the other; no
/// answer has borne it by then.
public final class OwnTag {
  private static final String TO = "To: ";
  private static final String LINE_END = "\r\n";

  private OwnTag() {}

  /// The request as it came, without ours.
  public static PeerRequest without(PeerRequest request, String tag) {
    return echoing(request, request.echo().toString().replace(";tag=" + tag, ""));
  }

  /// The request, answered under ours from now on.
  public static PeerRequest with(PeerRequest request, String tag) {
    String echo = request.echo().toString();
    int to = echo.startsWith(TO) ? 0 : echo.indexOf(LINE_END + TO) + LINE_END.length();
    int end = echo.indexOf(LINE_END, to);
    return echo.startsWith(TO, to) && end > 0
        ? echoing(request, echo.substring(0, end) + ";tag=" + tag + echo.substring(end))
        : request;
  }

  private static PeerRequest echoing(PeerRequest request, String echo) {
    return new PeerRequest(
        request.transaction(),
        request.method(),
        request.cseq(),
        Bytes.of(echo),
        request.timing(),
        request.reliability(),
        request.uuid(),
        request.secure());
  }
}
