package io.switchlog.control.replay;

import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decisions compared by what they mean: who wrote them when, and in which bytes, does not count.
final class Decisions {
  private final WriterSchemas writers;

  /// @param writers the schemas found on the bus: commands may be of another build than the
  ///   journal's record, and are compared whatever their layout
  Decisions(WriterSchemas writers) {
    this.writers = writers;
  }

  /// The decision about the same aggregate, or the change of the view; null where there is none.
  static @Nullable JournalRecord sameSubject(JournalRecord wanted, List<JournalRecord> among) {
    for (JournalRecord record : among) {
      boolean same =
          switch (record) {
            case Decided decided ->
                wanted instanceof Decided other && other.id().equals(decided.id());
            case ViewChanged _ -> wanted instanceof ViewChanged;
            case TermBegan _ -> false;
          };
      if (same) {
        return record;
      }
    }
    return null;
  }

  /// What is not the same, null where all is.
  @Nullable String difference(@Nullable JournalRecord one, @Nullable JournalRecord other) {
    if (one instanceof Decided before && other instanceof Decided now) {
      return difference(before, now);
    }
    if (one instanceof ViewChanged before && other instanceof ViewChanged now) {
      return before.input().equals(now.input()) && before.told() == now.told() ? null : "the view";
    }
    return "one is missing";
  }

  private @Nullable String difference(Decided one, Decided other) {
    if (one.life() != other.life() || one.firstEvent() != other.firstEvent()) {
      return "the place in the call's life";
    }
    if (!one.events().equals(other.events())) {
      return "the events";
    }
    if (!orders(one).equals(orders(other))) {
      return "the commands";
    }
    if (!one.messages().equals(other.messages())) {
      return "the messages";
    }
    return one.timers().equals(other.timers()) ? null : "the timers";
  }

  private record Order(String kind, String id, String target, @Nullable Instant deadline) {}

  private List<Order> orders(Decided decided) {
    return decided.commands().stream()
        .map(order ->
            new Order(order.kind(), order.id(), order.target().toString(), deadline(order)))
        .toList();
  }

  private @Nullable Instant deadline(Ordered order) {
    CommandHead head = head(order);
    return head == null ? null : head.deadline();
  }

  private @Nullable CommandHead head(Ordered order) {
    try {
      return switch (order.target().kind()) {
        case EDGE -> Families.EDGE_COMMANDS.decode(order.command().array(), writers).head();
        case MEDIA -> Families.MEDIA_COMMANDS.decode(order.command().array(), writers).head();
        case CONTROL, API -> null;
      };
    } catch (UnreadableRecord e) {
      return null;
    }
  }

  /// How many commands are the same in other bytes.
  static long otherEncodings(Decided one, Decided other) {
    long count = 0;
    for (int i = 0; i < one.commands().size(); i++) {
      if (!one.commands().get(i).command().equals(other.commands().get(i).command())) {
        count++;
      }
    }
    return count;
  }

  /// A decision for people: only what differs from the other one.
  String text(@Nullable JournalRecord shown, @Nullable JournalRecord compared) {
    return switch (shown) {
      case null -> "nothing";
      case TermBegan began -> began.toString();
      case ViewChanged changed -> changed.input().toString();
      case Decided decided -> text(decided, compared instanceof Decided other ? other : null);
    };
  }

  private String text(Decided decided, @Nullable Decided other) {
    StringBuilder text = new StringBuilder("rules ").append(decided.rules());
    if (other == null || !decided.events().equals(other.events())) {
      text.append(", events ").append(decided.events());
    }
    if (other == null || !orders(decided).equals(orders(other))) {
      text.append(", commands ").append(decided.commands().stream().map(this::text).toList());
    }
    if (!decided.messages().isEmpty()
        && (other == null || !decided.messages().equals(other.messages()))) {
      text.append(", messages ").append(decided.messages());
    }
    if (other == null || !decided.timers().equals(other.timers())) {
      text.append(", timers ").append(decided.timers());
    }
    if (other != null && decided.life() != other.life()) {
      text.append(", life ").append(decided.life());
    }
    return text.toString();
  }

  private String text(Ordered order) {
    try {
      Object body =
          switch (order.target().kind()) {
            case EDGE -> Families.EDGE_COMMANDS.decode(order.command().array(), writers);
            case MEDIA -> Families.MEDIA_COMMANDS.decode(order.command().array(), writers);
            case CONTROL, API -> order.kind();
          };
      return order.target() + ": " + Objects.toString(body);
    } catch (UnreadableRecord e) {
      return order.target() + ": " + order.kind() + " of another build";
    }
  }
}
