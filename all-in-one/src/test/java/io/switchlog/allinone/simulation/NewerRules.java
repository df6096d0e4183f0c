package io.switchlog.allinone.simulation;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.InboxRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of a newer build: calls ring a second longer, end in other words, and what is answered
/// is answered in other words. So there are other events, other timers and other commands.
///
/// @param basis the rules of this build
record NewerRules(Kinds basis) implements RulesOver {
  static final String WORDS = " (newer)";

  @Override
  public int rules() {
    return basis.rules() + 1;
  }

  @Override
  public Decision decide(
      @Nullable AggregateState state,
      AggregateId id,
      InboxRecord input,
      Instant now,
      PartitionView view) {
    return switch (basis.decide(state, id, input, now, view)) {
      case Decision.Accepted(List<AggregateEvent> events) ->
          new Decision.Accepted(events.stream().map(NewerRules::newer).toList());
      case Decision.Refused refused -> refused;
      case Decision.Answered(List<AddressedCommand> commands, List<Post> posts) ->
          new Decision.Answered(newer(commands), posts);
    };
  }

  private static AggregateEvent newer(AggregateEvent event) {
    if (event instanceof CallRouted routed) {
      return new CallRouted(
          routed.rule(),
          routed.tableVersion(),
          routed.action(),
          routed.ringTimeoutSeconds() + 1,
          routed.maxDurationSeconds(),
          routed.rtpTimeoutSeconds(),
          routed.sessionSeconds(),
          routed.policy(),
          routed.againAt());
    }
    if (event instanceof CallEnded ended) {
      Outcome outcome = ended.outcome();
      return new CallEnded(
          new Outcome(outcome.cause(), outcome.by(), outcome.status(), outcome.text() + WORDS),
          ended.established(),
          ended.mediaNode(),
          ended.planVersion(),
          ended.retainedUntil());
    }
    return event;
  }

  private static List<AddressedCommand> newer(List<AddressedCommand> commands) {
    return commands.stream().map(NewerRules::newer).toList();
  }

  private static AddressedCommand newer(AddressedCommand order) {
    return order.command() instanceof SendResponse response
        ? new AddressedCommand(
            order.target(),
            order.deadline(),
            new SendResponse(
                response.call(),
                response.leg(),
                response.transaction(),
                response.method(),
                response.status(),
                response.reason() + WORDS,
                response.contactUser(),
                response.headers(),
                response.body()))
        : order;
  }

  @Override
  public List<AddressedCommand> react(AggregateState state, EventHead head, AggregateEvent event) {
    return newer(basis.react(state, head, event));
  }

  @Override
  public List<AggregateEvent> quarantine(AggregateState lastGood, String detail, Instant now) {
    return basis.quarantine(lastGood, detail, now).stream().map(NewerRules::newer).toList();
  }
}
