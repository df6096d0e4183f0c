package io.switchlog.control.core.call;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.schemas.event.CallEvent;
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
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.testkit.ladder.Ladder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A story as a ladder: what came, what the call concluded, what it ordered.
///
///     leg 1          call           leg 2         media         world
///       |--INVITE----->|               |             |             |
///       |              | CallOffered, CallRouted, MediaRequested    |
///       |              |--------------------plan 1-->|             |
final class StoryLadder {
  /// Of a story of thousands the end is enough.
  private static final int MOST = 300;

  private final Deque<Ladder.Entry> entries = new ArrayDeque<>();

  void step(
      Instant at, InboxRecord input, Decision decision, List<CallEvent> told, List<String> orders) {
    add(new Ladder.Entry(at, sender(input), "call", brief(input)));
    String conclusion =
        switch (decision) {
          case Decision.Accepted _ when told.isEmpty() -> "nothing";
          case Decision.Accepted _ ->
              told.stream()
                  .map(event -> event.getClass().getSimpleName())
                  .collect(Collectors.joining(", "));
          case Decision.Refused(String expected, String found) ->
              "refused: expected " + expected + ", found " + found;
          case Decision.Answered _ -> "answered without an event";
        };
    add(new Ladder.Entry(at, "call", "call", conclusion));
    for (String order : orders) {
      int colon = order.indexOf(':');
      String to = colon < 0 ? "media" : "leg " + order.substring(0, colon);
      add(new Ladder.Entry(at, "call", to, order));
    }
  }

  private void add(Ladder.Entry entry) {
    if (entries.size() == MOST) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  @Override
  public String toString() {
    return Ladder.of(parties(), List.copyOf(entries));
  }

  /// The caller, the call, the other legs that have a part, the rest of the world.
  private List<String> parties() {
    Set<String> parties = new LinkedHashSet<>(List.of("leg 1", "call", "leg 2"));
    entries.stream()
        .flatMap(entry -> Stream.of(entry.from(), entry.to()))
        .filter(party -> party.startsWith("leg "))
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .forEach(parties::add);
    parties.addAll(List.of("media", "world"));
    return List.copyOf(parties);
  }

  private static String sender(InboxRecord input) {
    return switch (input) {
      case InviteReceived _, CancelReceived _ -> "leg 1";
      case RequestReceived request -> "leg " + request.leg();
      case AckReceived ack -> "leg " + ack.leg();
      case AckMissing missing -> "leg " + missing.leg();
      case PrackMissing missing -> "leg " + missing.leg();
      case ResponseReceived response -> "leg " + response.leg();
      case RequestFailed failed -> "leg " + failed.leg();
      case MediaPlanApplied _, MediaPlanRefused _, RtpTimedOut _ -> "media";
      case TimerFired _, NodeLost _, NodeJoined _, RoutingChanged _, ControlRequested _ -> "world";
      case MessageArrived _, AddressInput _ -> "world";
    };
  }

  private static String brief(InboxRecord input) {
    return switch (input) {
      case InviteReceived _ -> "INVITE";
      case CancelReceived _ -> "CANCEL";
      case RequestReceived request -> firstWord(request.message().array());
      case AckReceived _ -> "ACK";
      case AckMissing _ -> "no ACK";
      case PrackMissing missing -> "no PRACK " + missing.rseq();
      case ResponseReceived response -> response.status() + " " + response.method();
      case RequestFailed failed -> failed.reason() + " " + failed.method();
      case MessageArrived message -> message.message().getClass().getSimpleName();
      case MediaPlanApplied applied -> "applied " + applied.version();
      case MediaPlanRefused refused -> "refused " + refused.version();
      case RtpTimedOut silent -> "silent " + silent.silentMillis() + " ms";
      case TimerFired fired -> "timer " + fired.name();
      case NodeLost lost -> "lost " + lost.node();
      case NodeJoined(NodePresence presence) -> "joined " + presence.node();
      case RoutingChanged _ -> "routing table";
      case ControlRequested asked -> asked.request().getClass().getSimpleName();
      case AddressInput other -> other.getClass().getSimpleName();
    };
  }

  private static String firstWord(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    return text.substring(0, Math.max(0, text.indexOf(' ')));
  }
}
