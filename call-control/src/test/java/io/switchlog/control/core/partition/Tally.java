package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An aggregate made up for the machine's tests: an [RtpTimedOut] with a number tells it what to
/// do, and everything it says depends on its state and on the view, so that a machine that folds
/// wrongly or decides twice says something else. Its events are texts, in the one event of calls
/// that is nothing but a text.
public final class Tally implements Aggregate<Tally.State> {
  public static final long BEGIN = 1;
  public static final long THREE_EVENTS = 2;
  public static final long ONLY_WITH_EVEN_NODES = 3;
  public static final long ASK_FOR_TIMER = 4;
  public static final long THROW = 5;
  public static final long END = 6;
  public static final long NOTHING = 7;
  public static final long TOO_LARGE = 8;

  /// Fails on a node whose stack is too small, see [#roomy].
  public static final long DEEP = 9;

  /// Says something to [#OTHER].
  public static final long TELL = 10;

  /// Whom it talks to.
  public static final AggregateId OTHER = new AggregateId("other");

  /// Whether the node that decides has the stack for it.
  private boolean roomy = true;

  /// A node that lacks the stack for what is [#DEEP].
  public static Tally narrow() {
    Tally tally = new Tally();
    tally.roomy = false;
    return tally;
  }

  public record State(
      AggregateId id, List<String> told, boolean isEnded, SortedMap<String, ArmedTimer> timers) {}

  @Override
  public int rules() {
    return 1;
  }

  @Override
  public Decision decide(
      @Nullable State state, AggregateId id, InboxRecord input, Instant now, PartitionView view) {
    if (!(input instanceof RtpTimedOut) && (state == null || state.isEnded())) {
      return Decision.refused("a running call", "none");
    }
    if (state == null) {
      return input instanceof RtpTimedOut rtp && rtp.silentMillis() == BEGIN
          ? told("begin " + id, "nodes " + view.liveNodes().keySet())
          : new Decision.Answered(answers(id, now));
    }
    if (state.isEnded()) {
      return new Decision.Answered(answers(id, now));
    }
    return switch (input) {
      case RtpTimedOut rtp -> decide(state, rtp.silentMillis(), now, view);
      case TimerFired(String name, long generation) -> {
        ArmedTimer timer = state.timers().get(name);
        yield timer != null && timer.generation() == generation
            ? told("fired " + name)
            : Decision.refused("a running timer", name);
      }
      case MessageArrived(Sender sender, Message _) -> told("heard " + sender.number());
      case NodeJoined joined -> told("joined " + joined.presence().node(), "and more");
      case NodeLost lost -> told("lost " + lost.node());
      default -> Decision.refused("something else", "this");
    };
  }

  private Decision decide(State state, long what, Instant now, PartitionView view) {
    int size = state.told().size();
    if (what == THREE_EVENTS) {
      return told("a " + size, "b " + now, "c");
    }
    if (what == ONLY_WITH_EVEN_NODES) {
      return view.liveNodes().size() % 2 == 0
          ? told("even " + view.liveNodes().keySet())
          : Decision.refused("an even number of nodes", "an odd one");
    }
    if (what == ASK_FOR_TIMER) {
      return told("timer " + now.plusSeconds(5).toEpochMilli());
    }
    if (what == THROW) {
      throw new IllegalStateException("made to fail");
    }
    if (what == DEEP) {
      if (!roomy) {
        throw new StackOverflowError("made to fail");
      }
      return told("deep");
    }
    if (what == END) {
      return told("last", "end " + now.plusSeconds(64).toEpochMilli());
    }
    if (what == TELL) {
      return told("tell " + size, "tell more");
    }
    if (what == TOO_LARGE) {
      return told("x".repeat(PartitionMachine.MOST_RECORD_BYTES));
    }
    return new Decision.Accepted(List.of());
  }

  private static Decision told(String... events) {
    return new Decision.Accepted(
        Arrays.stream(events).map(text -> (AggregateEvent) new CallQuarantined(text)).toList());
  }

  /// What an event of ours says.
  public static String text(AggregateEvent event) {
    return ((CallQuarantined) event).detail();
  }

  private static List<AddressedCommand> answers(AggregateId id, Instant now) {
    return List.of(
        new AddressedCommand(
            NodeId.edge(0),
            now.plusSeconds(32),
            new StopResending(id.call(), LegId.CALLER, "answer")));
  }

  @Override
  public State evolve(@Nullable State state, EventHead head, AggregateEvent told) {
    String event = text(told);
    List<String> all = new ArrayList<>(state == null ? List.of() : state.told());
    all.add(event);
    SortedMap<String, ArmedTimer> timers =
        new TreeMap<>(state == null ? new TreeMap<>() : state.timers());
    if (event.startsWith("timer ")) {
      timers.put("ring", new ArmedTimer(head.number(), instant(event)));
    } else if (event.equals("fired ring")) {
      timers.remove("ring");
    } else if (event.startsWith("end ")) {
      timers.clear();
      timers.put(CallTimer.RETENTION.text(), new ArmedTimer(head.number(), instant(event)));
    } else if (event.startsWith("unfoldable")) {
      throw new IllegalStateException("cannot be folded");
    }
    AggregateId id = state == null ? new AggregateId(event.split(" ", -1)[1]) : state.id();
    return new State(id, List.copyOf(all), event.startsWith("end "), timers);
  }

  private static Instant instant(String event) {
    return Instant.ofEpochMilli(Long.parseLong(event.split(" ", -1)[1]));
  }

  @Override
  public List<AddressedCommand> react(State state, EventHead head, AggregateEvent event) {
    List<AddressedCommand> commands = new ArrayList<>();
    for (int i = 0; i < state.told().size() % 3; i++) {
      commands.add(
          new AddressedCommand(
              i == 0 ? NodeId.edge(1) : NodeId.media(0),
              head.at().plusSeconds(32),
              i == 0
                  ? new StopResending(state.id().call(), LegId.CALLER, state.told().toString())
                  : new ApplyMediaPlan(
                      state.id().call(), 0, new MediaPlan(state.told().size(), List.of()))));
    }
    return commands;
  }

  @Override
  public List<Post> posts(State state, EventHead head, AggregateEvent event) {
    return text(event).startsWith("tell ")
        ? List.of(new Post(OTHER, new SlotMessage.SlotWanted(head.at())))
        : List.of();
  }

  @Override
  public SortedMap<String, ArmedTimer> timers(State state) {
    return state.timers();
  }

  @Override
  public HeldPorts ports(HeldPorts before, AggregateEvent event) {
    return before;
  }

  @Override
  public Set<NodeId> nodes(State state) {
    return Set.of(NodeId.media(0), NodeId.media(1));
  }

  @Override
  public @Nullable Instant endedUntil(State state) {
    ArmedTimer retention = state.isEnded() ? state.timers().get(CallTimer.RETENTION.text()) : null;
    return retention == null ? null : retention.due();
  }

  @Override
  public List<AggregateEvent> quarantine(State lastGood, String detail, Instant now) {
    return List.of(
        new CallQuarantined("quarantined " + detail),
        new CallQuarantined("end " + now.plusSeconds(64).toEpochMilli()));
  }

  @Override
  public boolean isQuarantine(AggregateEvent event) {
    return text(event).startsWith("quarantined ");
  }
}
