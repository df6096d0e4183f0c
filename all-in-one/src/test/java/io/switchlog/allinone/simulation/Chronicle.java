package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.DrainEdge;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.testkit.ladder.Ladder;
import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.time.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that happened in a run, to be drawn as a ladder when something is wrong.
final class Chronicle {
  private static final String CONTROL = "call control";

  private final VirtualTime time;
  private final List<Happening> happenings = new ArrayList<>();
  private final Map<String, PlannedCall> byHost = new HashMap<>();
  private final Map<CallId, PlannedCall> byId = new HashMap<>();
  private final List<PlannedCall> planned = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /// @param call the number of the call, 0 for all
  private record Happening(Instant at, int call, String from, String to, Object what) {}

  Chronicle(VirtualTime time) {
    this.time = time;
  }

  void expects(PlannedCall call) {
    planned.add(call);
    byHost.put("10.2.0." + call.number, call);
    byHost.put("10.3.0." + call.number, call);
    byHost.put("10.4.0." + call.number, call);
    byHost.put("10.5.0." + call.number, call);
  }

  /// Quarantined calls and skipped records.
  List<String> faults() {
    return faults;
  }

  @Nullable PlannedCall callOf(CallId id) {
    return byId.get(id);
  }

  void learn(CallId id, InviteReceived invite) {
    PlannedCall call = byHost.get(invite.transaction().sourceAddress());
    if (call != null) {
      byId.put(id, call);
      call.seenAs(id);
    }
  }

  void learn(CallId id, PlannedCall call) {
    byId.put(id, call);
    call.seenAs(id);
  }

  void crossed(Address from, Address to, byte[] packet, boolean arrives) {
    PlannedCall call =
        byHost.containsKey(from.host()) ? byHost.get(from.host()) : byHost.get(to.host());
    add(
        call == null ? -1 : call.number,
        party(from),
        party(to),
        arrives ? packet : new Lost(Bytes.of(packet)));
  }

  private record Lost(Bytes packet) {}

  void fact(NodeId node, CallId id, AggregateInput fact) {
    add(numberOf(id), node.toString(), CONTROL, fact);
  }

  void remark(NodeId node, String text) {
    String party = node.kind() == NodeKind.CONTROL ? CONTROL : node.toString();
    add(0, party, party, node.kind() == NodeKind.CONTROL ? node + " " + text : text);
  }

  /// @param writers the schemas that the owner knows
  void decided(InboxEntry entry, Effects outcome, WriterSchemas writers) {
    int number = entry.key() == null ? 0 : numberOf(entry.key().call());
    if (entry.key() != null
        && Families.INBOX.decode(entry.value().array(), writers).body()
            instanceof TimerFired timer) {
      add(number, CONTROL, CONTROL, "timer " + timer.name());
    }
    for (Effects.Entry record : outcome.journal()) {
      if (record.body() instanceof Decided decided) {
        decided
            .events()
            .forEach(event -> add(numberOf(decided.id().call()), CONTROL, CONTROL, event));
        PlannedCall call = byId.get(decided.id().call());
        if (call != null && decided.events().stream().anyMatch(CallEnded.class::isInstance)) {
          call.ended(decided.id().call());
        }
      }
    }
    for (CommandRecord command : outcome.commands()) {
      add(numberOf(command.aggregate().call()), CONTROL, command.target().toString(), command);
    }
    for (Note note : outcome.notes()) {
      switch (note) {
        case Note.Refused refused -> add(number, CONTROL, CONTROL, "refused: " + refused.reason());
        case Note.Quarantined quarantined -> {
          StringBuilder fault = new StringBuilder("quarantined " + quarantined.reason());
          Throwable cause = quarantined.fault();
          if (cause != null) {
            for (int i = 0; i < Math.min(12, cause.getStackTrace().length); i++) {
              fault.append("\n    ").append(cause.getStackTrace()[i]);
            }
          }
          PlannedCall call = byId.get(quarantined.aggregate().call());
          faults.add("call " + (call == null ? "?" : call.number) + ": " + fault);
        }
        case Note.Skipped skipped -> faults.add("skipped: " + skipped.reason());
        case Note.Repeated _ -> add(number, CONTROL, CONTROL, "was decided before");
        case Note.Missed missed -> add(number, CONTROL, CONTROL, missed);
        case Note.Early early -> add(number, CONTROL, CONTROL, early.timer() + " came too early");
      }
    }
  }

  private int numberOf(CallId id) {
    PlannedCall call = byId.get(id);
    return call == null ? -1 : call.number;
  }

  private void add(int call, String from, String to, Object what) {
    happenings.add(new Happening(time.now(), call, from, to, what));
  }

  private String party(Address address) {
    PlannedCall call = byHost.get(address.host());
    if (call != null) {
      return switch (address.host().charAt(3)) {
        case '2' -> "caller";
        case '3' -> "callee";
        case '4' -> "other";
        default -> "third";
      };
    }
    return address.host().startsWith("10.1.0.")
        ? "edge-" + (Integer.parseInt(address.host().substring(7)) - 1)
        : address.host();
  }

  /// The ladder of one call; what concerns all calls is in it.
  String ladder(int number) {
    List<Ladder.Entry> entries = new ArrayList<>();
    List<String> parties = new ArrayList<>(List.of("caller"));
    for (Happening happening : happenings) {
      if (happening.call == number || happening.call == 0) {
        entries.add(
            new Ladder.Entry(happening.at, happening.from, happening.to, text(happening.what)));
        for (String party : List.of(happening.from, happening.to)) {
          if (!parties.contains(party)) {
            parties.add(party);
          }
        }
      }
    }
    parties.sort(Comparator.comparingInt(Chronicle::place));
    return Ladder.of(parties, entries);
  }

  private static int place(String party) {
    return switch (party.charAt(0)) {
      case 'e' -> 2 + party.charAt(party.length() - 1);
      case 'm' -> 300 + party.charAt(party.length() - 1);
      default -> party.equals("caller") ? 0 : party.equals(CONTROL) ? 200 : 1;
    };
  }

  private static String text(Object what) {
    return switch (what) {
      case byte[] packet -> firstLine(packet);
      case Lost(Bytes packet) -> "LOST " + firstLine(packet.array());
      case AggregateInput fact -> text(fact);
      case CallEvent event -> event.toString();
      case CommandRecord command -> text(command);
      default -> what.toString();
    };
  }

  private static String firstLine(byte[] packet) {
    String[] lines = new String(packet, StandardCharsets.UTF_8).split("\r\n", -1);
    String first = lines[0].replace("SIP/2.0 ", "").replace(" SIP/2.0", "");
    String cseq = "";
    for (String line : lines) {
      if (line.startsWith("CSeq:")) {
        cseq = line.substring(5);
      }
    }
    int space = first.indexOf(' ');
    return (Character.isDigit(first.charAt(0))
            ? first.substring(0, Math.min(3, first.length()))
            : first.substring(0, space))
        + cseq;
  }

  private static String text(AggregateInput fact) {
    return switch (fact) {
      case ResponseReceived response -> response.status() + " " + response.method();
      case RequestReceived request -> "got " + firstLine(request.message().array());
      case RequestFailed failed -> failed.method() + " " + failed.reason();
      case AckMissing missing -> "AckMissing " + missing.leg();
      case MediaPlanApplied applied -> "applied " + applied.version();
      default -> fact.getClass().getSimpleName();
    };
  }

  private static String text(CommandRecord command) {
    if (command.target().kind() == NodeKind.MEDIA) {
      return switch (Families.MEDIA_COMMANDS.decode(command.value().array()).body()) {
        case ApplyMediaPlan plan ->
            "plan " + plan.plan().version() + (plan.plan().isRelease() ? " release" : "");
      };
    }
    EdgeCommand body = Families.EDGE_COMMANDS.decode(command.value().array()).body();
    return switch (body) {
      case SendRequest request -> "send " + request.request().method() + " " + request.leg();
      case SendAck ack -> "send ACK " + ack.leg();
      case SendCancel cancel -> "send CANCEL " + cancel.leg();
      case SendResponse response ->
          "send " + response.status() + " " + response.method() + " " + response.leg();
      case StopResending stop -> "stop resending " + stop.leg();
      case AnswerRequest answer -> "answer " + answer.status() + " " + answer.method();
      case DrainEdge drain -> "drain within " + drain.seconds() + " s";
    };
  }
}
