package io.switchlog.allinone.simulation;

import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.StageBegan;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.message.Sender;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What came together over all seeds of a scene.
final class Played {
  long calls;
  long factsSaidAgain;
  long factsOvertaken;
  long earlyTimers;
  long givenUp;
  long voidRecords;
  long byOlderRules;
  long byNewerRules;
  long callsOfBoth;
  long begunBefore;
  long replayedDecisions;
  long missed;
  long pushes;
  long promises;
  long promisesBroken;
  long stages;
  long losers;
  long fetched;
  long moved;
  long returned;
  long replaced;
  long messages;
  long messagesSaidAgain;
  long rebound;
  long broken;
  long reachedAnew;

  void add(World world) {
    calls += world.calls().size();
    for (SimulatedEdge edge : world.edgeLives()) {
      factsSaidAgain += edge.factsSaidAgain();
      factsOvertaken += edge.factsOvertaken();
    }
    Figures figures = world.figures();
    earlyTimers += figures.earlyTimers();
    givenUp += figures.timesGivenUp();
    begunBefore += figures.begunBefore();
    replayedDecisions += figures.replayedDecisions();
    missed += figures.allMissed();
    pushes += figures.pushes();
    rebound += figures.timesRebound();
    reachedAnew += world.requestsAfterRebinding();
    broken += world.calls().stream().mapToInt(world::brokenStreams).sum();
    List<Decided> decisions = world.bus().decisions();
    for (int i = 0; i < world.bus().partitions(); i++) {
      voidRecords +=
          world.bus().journalRead(i).stream()
              .filter(record -> record.body() instanceof Decided)
              .count();
    }
    voidRecords -= decisions.size();
    countRepeats(world);
    Handovers handovers = Handovers.of(world);
    moved += handovers.movedAndConnected();
    returned += handovers.returned();
    replaced += handovers.replaced();
    Set<AggregateId> older = new HashSet<>();
    Set<AggregateId> newer = new HashSet<>();
    for (Decided decided : decisions) {
      decided.events().forEach(this::countPromises);
      messages += decided.messages().size();
      fetched += decided.events().stream().filter(LegTakenOver.class::isInstance).count();
      stages += decided.events().stream().filter(StageBegan.class::isInstance).count();
      losers +=
          decided.events().stream().anyMatch(LegsBridged.class::isInstance)
              ? decided.events().stream().filter(LegDismissed.class::isInstance).count()
              : 0;
      if (decided.rules() == CallDecider.RULES) {
        byOlderRules++;
        older.add(decided.id());
      } else {
        byNewerRules++;
        newer.add(decided.id());
      }
    }
    newer.retainAll(older);
    callsOfBoth += newer.size();
  }

  private void countPromises(AggregateEvent event) {
    if (event instanceof MediaRequested(NodeId node, MediaPlan plan, Instant _, NodeId before)) {
      boolean promised = plan.endpoints().stream().anyMatch(endpoint -> endpoint.local() != null);
      promises += promised && (plan.version() == 1 || before != null) ? 1 : 0;
      promisesBroken += !promised && plan.version() == 2 && node.equals(before) ? 1 : 0;
    }
  }

  private void countRepeats(World world) {
    Set<Sender> said = new HashSet<>();
    for (int i = 0; i < world.bus().partitions(); i++) {
      for (InboxEntry entry : world.bus().inbox(i)) {
        if (Families.INBOX.decode(entry.value().array(), world.bus().writers()).body()
                instanceof MessageArrived message
            && !said.add(message.sender())) {
          messagesSaidAgain++;
        }
      }
    }
  }

  @Override
  public String toString() {
    return ("%d calls; facts said again %d, overtaken %d; timers too early %d; given up %d,"
            + " void records %d; decisions by older rules %d, newer %d, calls of both %d;"
            + " replayed %d, begun before %d; inputs lost %d; commands pushed %d; plans promised %d, not kept %d;"
            + " stages followed %d, losers %d; messages %d, said again %d, legs taken over %d,"
            + " of them in a party's place %d; dialogs moved %d, returned %d;"
            + " mappings forgotten %d, requests that came along the new ones %d, streams broken %d")
        .formatted(
            calls,
            factsSaidAgain,
            factsOvertaken,
            earlyTimers,
            givenUp,
            voidRecords,
            byOlderRules,
            byNewerRules,
            callsOfBoth,
            replayedDecisions,
            begunBefore,
            missed,
            pushes,
            promises,
            promisesBroken,
            stages,
            losers,
            messages,
            messagesSaidAgain,
            fetched,
            replaced,
            moved,
            returned,
            rebound,
            reachedAnew,
            broken);
  }
}
