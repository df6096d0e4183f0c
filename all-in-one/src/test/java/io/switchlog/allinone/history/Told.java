package io.switchlog.allinone.history;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.media.QualityMeasured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A call's events as a test tells them: each a second after the one before.
public final class Told {
  public static final CallId CALL = new CallId("0123456789abcdefghijklmnop");
  public static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  public static final LegId CALLEE = new LegId(2);

  static final Outcome HUNG_UP = new Outcome(EndCause.NORMAL, LegId.CALLER, 200, "leg 1 hung up");

  private Told() {}

  /// Alice calls 2bob, who rings, answers and talks until she hangs up: as rules 5 tell it.
  static List<Envelope<EventHead, CallEvent>> talkOfRules5() {
    List<CallEvent> start = talk().subList(0, 4);
    List<CallEvent> events = new ArrayList<>(start);
    events.add(new LegPickedUp(CALLEE, dialog(), null));
    events.add(new InviteAnswered(LegId.CALLER, 200, "OK", Content.NONE, false, null));
    events.add(new CallAnswered(START.plusSeconds(14_400)));
    events.add(new LegsBridged(LegId.CALLER, CALLEE));
    events.add(new CallEstablished());
    events.add(new LegLeft(LegId.CALLER, request("BYE")));
    events.add(new CallEnding(HUNG_UP));
    events.add(
        new LegDismissed(
            CALLEE,
            LegReleased.How.BYE,
            null,
            false,
            Content.NONE,
            2,
            Content.NONE,
            START.plusSeconds(46)));
    events.add(new LegClosed(CALLEE, 200, "OK"));
    events.add(new CallEnded(HUNG_UP, true, NodeId.media(0), 2, START.plusSeconds(70)));
    return journal(events, List.of(0, 1, 2, 3, 4, 4, 4, 4, 5, 6, 6, 6, 7, 7));
  }

  /// The same in the words of rules 1 to 4.
  public static List<CallEvent> talk() {
    return List.of(
        offered(),
        new CallRouted(
            "to-bob",
            3,
            new Action.Dial("sip:bob@127.0.0.1:5070", MediaMode.RELAY),
            60,
            14_400,
            20,
            null,
            null,
            null),
        dialed(CALLEE, "sip:bob@127.0.0.1:5070"),
        new LegRang(CALLEE, "bobs", 180, "Ringing", Content.NONE),
        new LegAnswered(
            CALLEE, dialog(), true, 200, "OK", Content.NONE, null, START.plusSeconds(14_400)),
        new CallEstablished(),
        new LegHungUp(LegId.CALLER, request("BYE"), HUNG_UP),
        new CallEnded(HUNG_UP, true, NodeId.media(0), 2, START.plusSeconds(70)));
  }

  /// The same call, until something else than a phone ends it.
  ///
  /// @param outcome what and how
  public static List<CallEvent> endedBy(Outcome outcome) {
    List<CallEvent> events = new ArrayList<>(talk().subList(0, 6));
    events.add(released(LegId.CALLER, outcome));
    events.add(released(CALLEE, outcome));
    events.add(new LegEnded(LegId.CALLER, 200, "", outcome));
    events.add(new LegEnded(CALLEE, 200, "", outcome));
    events.add(new CallEnded(outcome, true, NodeId.media(0), 2, START.plusSeconds(80)));
    return events;
  }

  static LegDialed dialed(LegId leg, String uri) {
    return new LegDialed(
        leg,
        NodeId.edge(0),
        uri,
        new Destination(Transport.UDP, "127.0.0.1", 5070, ""),
        "<sip:alice@example.org>",
        "<sip:bob@127.0.0.1>",
        69,
        Content.NONE,
        START.plusSeconds(60),
        null);
  }

  static LegReleased released(LegId leg, Outcome outcome) {
    return new LegReleased(
        leg,
        LegReleased.How.BYE,
        null,
        false,
        Content.NONE,
        2,
        Content.NONE,
        outcome,
        START.plusSeconds(40));
  }

  /// A call that no rule takes.
  public static List<CallEvent> refused() {
    Outcome unknown = new Outcome(EndCause.NOT_FOUND, null, 404, "no rule matches");
    return List.of(
        offered(),
        new CallRouted(null, 3, null, 60, 14_400, 0, null, null, null),
        new CallerRefused(request("INVITE"), 404, "Not Found", Content.NONE, unknown),
        new CallEnded(unknown, false, null, 0, START.plusSeconds(64)));
  }

  static CallOffered offered() {
    return new CallOffered(
        CALL,
        request("INVITE"),
        dialog(),
        "sip:2bob@127.0.0.1:5060",
        70,
        Content.NONE,
        null,
        null,
        null);
  }

  static PeerDialog dialog() {
    return new PeerDialog(
        "abc@host",
        "<sip:2bob@127.0.0.1:5060>",
        "\"Alice <1>\" <sip:alice@example.org>",
        "alices",
        "sip:alice@127.0.0.1:5061",
        List.of(),
        1,
        Transport.UDP,
        "",
        null,
        null,
        null,
        null);
  }

  static PeerRequest request(String method) {
    return new PeerRequest(
        new ServerTransaction(
            NodeId.edge(0), "key", "udp", Transport.UDP, "127.0.0.1", 5061, "", List.of("via")),
        method,
        1,
        Bytes.EMPTY);
  }

  /// The events with their heads: numbered from 1, caused by inbox records from offset 0 on.
  public static List<Envelope<EventHead, CallEvent>> journal(List<CallEvent> events) {
    return journal(events, IntStream.range(0, events.size()).boxed().toList());
  }

  private static List<Envelope<EventHead, CallEvent>> journal(
      List<CallEvent> events, List<Integer> seconds) {
    List<Envelope<EventHead, CallEvent>> journal = new ArrayList<>();
    for (CallEvent event : events) {
      int index = journal.size();
      Instant at = START.plusSeconds(seconds.get(index));
      journal.add(new Envelope<>(new EventHead(index + 1L, 0, index, at), event));
    }
    return journal;
  }

  /// The events as one decision of the journal.
  ///
  /// @param life as in [Decided]
  public static Decided decision(CallId call, long life, long firstEvent, List<CallEvent> events) {
    return new Decided(
        AggregateKind.CALL,
        AggregateId.of(call),
        life,
        1,
        new Cause(0, life + firstEvent, null),
        false,
        0,
        firstEvent,
        events,
        List.of(),
        List.of());
  }

  /// A report of a leg's audio.
  public static QualityMeasured quality(LegId leg, boolean last, Instant to, long lost) {
    return new QualityMeasured(
        CALL,
        0,
        leg,
        START,
        to,
        last,
        200 - lost,
        32_000,
        200,
        lost,
        190,
        1,
        "PCMU",
        1.5,
        null,
        null,
        null,
        0L,
        4.2);
  }
}
