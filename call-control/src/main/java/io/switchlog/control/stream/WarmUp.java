package io.switchlog.control.stream;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.DrainEdge;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.wire.sip.MadeUpParty;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes up calls and drives them through a machine that is thrown away, so that the code is
/// compiled before the node joins its group: a cold owner's first seconds cost more than a
/// takeover. The parties are as simple as can be: whatever call control asks of them, they agree.
final class WarmUp {
  private static final NodeId EDGE = NodeId.edge(0);
  private static final NodeId MEDIA = NodeId.media(0);

  private final Consumer<InboxEntry> log;
  private final PartitionMachine<AggregateState> machine;
  private final Queue<Heard> heard = new ArrayDeque<>();
  private final Map<CallId, RequestReceived> byes = new HashMap<>();
  private Instant now = Instant.EPOCH;
  private long offset;
  private int established;
  private int ended;
  private int quarantined;

  private record Heard(@Nullable CallId call, InboxRecord input) {
    @Nullable AggregateId key() {
      return call == null ? null : AggregateId.of(call);
    }
  }

  /// What the made-up calls came to.
  record Calls(int offered, int established, int ended, int quarantined) {}

  WarmUp(Kinds aggregate) {
    this(aggregate, _ -> {});
  }

  /// @param log told of every input before it is decided
  WarmUp(Kinds aggregate, Consumer<InboxEntry> log) {
    this.log = log;
    Ledger<AggregateState> ledger = new Ledger<>(aggregate, 0);
    ledger.take(0, new JournalHead(1, 0, now), new TermBegan("warm-up", NodeId.control(0), "", 1));
    this.machine = new PartitionMachine<>(aggregate, ledger, new WriterSchemas(), () -> 0);
    List<Rule> rules =
        List.of(
            new Rule("all", "(.*)", new Action.Dial("sip:$1@192.0.2.2", Action.MediaMode.RELAY)));
    hear(null, new RoutingChanged(new RoutingTable(1, rules, 60, 3_600, 0)));
    hear(null, joined(EDGE));
    hear(null, joined(MEDIA));
  }

  /// Makes calls until told to stop.
  Calls run(int calls, BooleanSupplier enough) {
    int offered = 0;
    while (offered < calls && !enough.getAsBoolean()) {
      now = now.plusSeconds(1);
      hear(new CallId("warmup%020d".formatted(offered)), invite(offered));
      settle();
      for (DueTimer timer : machine.dueTimers(now)) {
        hear(timer.id().call(), timer.input());
      }
      offered++;
    }
    return new Calls(offered, established, ended, quarantined);
  }

  private void settle() {
    for (Heard next = heard.poll(); next != null; next = heard.poll()) {
      Bytes value =
          Bytes.of(Families.INBOX.encode(new Origin(EDGE, 1, offset + 1, now), next.input()));
      InboxEntry entry = new InboxEntry(0, offset++, now, next.key(), value);
      log.accept(entry);
      Effects outcome = machine.apply(entry);
      outcome.journal().forEach(this::count);
      outcome.commands().forEach(this::carryOut);
    }
  }

  private void count(Effects.Entry record) {
    if (record.body() instanceof Decided decided) {
      decided.events().forEach(event -> count(decided.id().call(), event));
    }
  }

  private void count(CallId call, AggregateEvent event) {
    if (event instanceof CallEstablished) {
      established++;
      hangUp(call);
    } else if (event instanceof CallEnded) {
      ended++;
    } else if (event instanceof CallQuarantined) {
      quarantined++;
    }
  }

  private void carryOut(Effects.CommandRecord command) {
    byte[] value = command.value().array();
    switch (command.target().kind()) {
      case EDGE ->
          carryOut(command.aggregate().call(), Families.EDGE_COMMANDS.decode(value).body());
      case MEDIA -> {
        if (Families.MEDIA_COMMANDS.decode(value).body() instanceof ApplyMediaPlan apply
            && !apply.plan().isRelease()) {
          List<LocalEndpoint> endpoints =
              apply.plan().endpoints().stream().map(WarmUp::endpoint).toList();
          hear(
              command.aggregate().call(),
              new MediaPlanApplied(MEDIA, apply.life(), apply.plan().version(), endpoints));
        }
      }
      case CONTROL, API -> {}
    }
  }

  private static LocalEndpoint endpoint(Endpoint endpoint) {
    return new LocalEndpoint(endpoint.leg(), "192.0.2.3", 30_000 + 2 * endpoint.leg().value());
  }

  private void carryOut(CallId call, EdgeCommand command) {
    switch (command) {
      case SendRequest send -> {
        if (send.request().method().equals("INVITE")) {
          hear(call, response(send, 180));
        }
        hear(call, response(send, 200));
      }
      case SendResponse answer -> answered(call, answer);
      case SendAck _, SendCancel _, StopResending _, AnswerRequest _, DrainEdge _ -> {}
    }
  }

  /// The caller acknowledges a 2xx, and hangs up once the call is established.
  private void answered(CallId call, SendResponse answer) {
    if (!answer.method().equals("INVITE") || answer.status() != 200) {
      return;
    }
    hear(call, new AckReceived(LegId.CALLER, EDGE, inDialog("ACK", 1, answer)));
    byes.put(
        call,
        new RequestReceived(LegId.CALLER, transaction("bye" + call), inDialog("BYE", 2, answer)));
  }

  private static Bytes inDialog(String method, int cseq, SendResponse answer) {
    return Bytes.of(
        MadeUpParty.inDialog(method, cseq, answer.contactUser(), answer.headers().toString()));
  }

  private void hangUp(CallId call) {
    RequestReceived bye = byes.remove(call);
    if (bye != null) {
      hear(call, bye);
    }
  }

  private static ResponseReceived response(SendRequest send, int status) {
    RequestPattern asked = send.request();
    String request = MadeUpParty.via(asked.branch()) + asked.headers();
    return new ResponseReceived(
        send.leg(),
        EDGE,
        asked.branch(),
        asked.method(),
        status,
        false,
        Bytes.of(MadeUpParty.answer(request, status)));
  }

  private static InviteReceived invite(int call) {
    return new InviteReceived(transaction("invite" + call), Bytes.of(MadeUpParty.invite(call)));
  }

  private static ServerTransaction transaction(String key) {
    return new ServerTransaction(
        EDGE,
        key,
        "udp",
        Transport.UDP,
        "192.0.2.1",
        5060,
        "",
        List.of("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + key));
  }

  private static NodeJoined joined(NodeId node) {
    return new NodeJoined(new NodePresence(node, 1, NodePresence.Status.LIVE, List.of(), 0));
  }

  private void hear(@Nullable CallId call, InboxRecord input) {
    heard.add(new Heard(call, input));
  }
}
