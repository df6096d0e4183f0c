package io.switchlog.control.core.call;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.AddressInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.testkit.page.GeneratedPage;
import io.switchlog.testkit.page.Kinds;
import io.switchlog.testkit.page.Untaken;
import io.switchlog.testkit.page.Ways;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What legs met and where it led them, drawn, and compared with `docs/states/leg.md`.
/// `-Dupdate.diagrams=true` writes the page anew.
final class LegDiagram {
  private static final Path FILE = Path.of("..", "docs", "states", "leg.md");
  private static final List<String> INPUTS =
      List.of(
          "INVITE again",
          "CANCEL",
          "BYE",
          "re-INVITE",
          "UPDATE",
          "INFO",
          "other request",
          "ACK",
          "no ACK",
          "1xx",
          "2xx",
          "3xx to 6xx",
          "no response",
          "edge lost",
          "edge joined",
          "reoffer timer");

  private final Ways ways = new Ways();
  private final Untaken untaken = new Untaken(INPUTS);

  void record(@Nullable Call before, InboxRecord input, @Nullable Call after) {
    if (!(before instanceof ActiveCall from)) {
      return;
    }
    for (Leg leg : from.legs()) {
      String label = label(leg, input);
      if (label != null) {
        untaken.take(kind(leg), label);
      }
      String next = after instanceof ActiveCall to ? kind(to.leg(leg.id())) : "Gone";
      if (!next.equals(kind(leg))) {
        String cause = label == null ? "the call: " + ofTheCall(from, leg, input) : label;
        ways.add(kind(leg), next, cause);
      }
    }
  }

  private static String kind(@Nullable Leg leg) {
    return leg == null ? "Gone" : leg.getClass().getSimpleName();
  }

  /// What an input is to a leg; null where it is for another, or for the call.
  private static @Nullable String label(Leg leg, InboxRecord input) {
    return switch (input) {
      case InviteReceived _ -> leg.id().equals(LegId.CALLER) ? "INVITE again" : null;
      case CancelReceived _ -> leg.id().equals(LegId.CALLER) ? "CANCEL" : null;
      case RequestReceived request when request.leg().equals(leg.id()) -> method(request);
      case AckReceived ack when ack.leg().equals(leg.id()) -> "ACK";
      case AckMissing missing when missing.leg().equals(leg.id()) -> "no ACK";
      case PrackMissing missing when missing.leg().equals(leg.id()) -> "no PRACK";
      case ResponseReceived response when response.leg().equals(leg.id()) ->
          response.status() < 200 ? "1xx" : response.status() < 300 ? "2xx" : "3xx to 6xx";
      case RequestFailed failed when failed.leg().equals(leg.id()) -> "no response";
      case NodeLost lost when lost.node().equals(leg.edge()) -> "edge lost";
      case NodeJoined joined when joined.presence().node().equals(leg.edge()) -> "edge joined";
      case TimerFired fired when fired.name().equals("reoffer-" + leg.id()) -> "reoffer timer";
      case TimerFired fired when fired.name().equals("session-" + leg.id()) -> "session timer";
      case RequestReceived _,
          AckReceived _,
          AckMissing _,
          PrackMissing _,
          ResponseReceived _,
          RequestFailed _,
          NodeLost _,
          NodeJoined _,
          TimerFired _,
          MediaPlanApplied _,
          MediaPlanRefused _,
          RtpTimedOut _,
          ControlRequested _,
          AddressInput _,
          MessageArrived _,
          RoutingChanged _ ->
          null;
    };
  }

  private static String method(RequestReceived request) {
    String text = new String(request.message().array(), java.nio.charset.StandardCharsets.UTF_8);
    String method = text.substring(0, text.indexOf(' '));
    return switch (method) {
      case "BYE", "UPDATE", "INFO", "PRACK" -> method;
      case "INVITE" -> "re-INVITE";
      default -> "other request";
    };
  }

  private static String ofTheCall(ActiveCall call, Leg leg, InboxRecord input) {
    for (Leg other : call.legs()) {
      String label = other.id().equals(leg.id()) ? null : label(other, input);
      if (label != null) {
        return label + " of the other leg";
      }
    }
    return switch (input) {
      case MediaPlanApplied _ -> "media ready";
      case MediaPlanRefused _ -> "media refused";
      case RtpTimedOut _ -> "silence";
      case ControlRequested asked -> "request: " + asked.request().getClass().getSimpleName();
      case MessageArrived told -> "message: " + told.message().getClass().getSimpleName();
      case TimerFired fired -> "timer " + fired.name().replaceFirst("-\\d+$", "");
      case NodeLost _, NodeJoined _ -> "media node lost or joined";
      case InviteReceived _,
          CancelReceived _,
          RequestReceived _,
          AckReceived _,
          AckMissing _,
          PrackMissing _,
          ResponseReceived _,
          RequestFailed _,
          AddressInput _,
          RoutingChanged _ ->
          input.getClass().getSimpleName();
    };
  }

  /// Fails where the committed page differs from what was seen.
  void check() {
    GeneratedPage.check(FILE, page());
  }

  private String page() {
    return """
    # A leg

    Generated from what the legs of `RandomInputTest` met; do not edit. A table of `core.call.decide` says what each state does
    with each input, and why.

    ```mermaid
    stateDiagram-v2
        [*] --> Calling: INVITE
        [*] --> Dialing: the plan
    %s
        Gone --> [*]
    ```

    | from | to | on |
    |---|---|---|
    %s

    What no leg met in that state, for its phone has no way to it or the walk did not find one:

    | state | input |
    |---|---|
    %s
    """
        .formatted(ways.drawn(), ways.rows(), untaken.rows(Kinds.of(Leg.class)));
  }
}
