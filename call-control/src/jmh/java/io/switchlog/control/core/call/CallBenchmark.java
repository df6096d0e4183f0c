package io.switchlog.control.core.call;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// All that the deciding core does for a whole call, from INVITE to the last answer to a BYE:
/// decide, evolve and react, without the bus and its encoding.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CallBenchmark {
  private final CallDecider decider = new CallDecider(Story.SECRET);
  private final Story plain = plain();
  private final Story forked = forked();

  private static Story plain() {
    Story story = Story.talking().aRequests("BYE", "", "");
    return story.bResponds("BYE", 200, "");
  }

  private static Story forked() {
    Story story =
        new Story(
            new Action.Ring(
                List.of(
                    new RingStage(
                        List.of(
                            RingTarget.plain("sip:a@192.0.2.201"),
                            RingTarget.plain("sip:b@192.0.2.202")))),
                Action.MediaMode.RELAY,
                Action.EarlyMedia.FIRST));
    story.invites(Sdp.A).mediaApplied().bAnswers(180, Story.B_TAG, "");
    story.bAnswers(200, Story.B_TAG, Sdp.B).mediaApplied().aAcks("");
    story.aRequests("BYE", "", "");
    return story.bResponds("BYE", 200, "");
  }

  @Benchmark
  public void aPlainCall(Blackhole hole) {
    play(plain, hole);
  }

  @Benchmark
  public void aCallThatRangTwo(Blackhole hole) {
    play(forked, hole);
  }

  private void play(Story story, Blackhole hole) {
    PartitionView view = new PartitionView(story.nodes, story.routing, FreePorts.NONE);
    @Nullable Call state = null;
    for (Story.Input input : story.inputs) {
      if (decider.decide(state, Story.CALL, input.input(), input.at(), view)
          instanceof Decision.Accepted(List<AggregateEvent> events)) {
        for (AggregateEvent told : events) {
          CallEvent event = (CallEvent) told;
          state = decider.evolve(state, event, new EventHead(1, 0, 0, input.at()));
          hole.consume(decider.react(event, state, input.at()));
        }
      }
    }
    hole.consume(state);
  }
}
