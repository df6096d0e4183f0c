package io.switchlog.allinone.simulation;

import io.switchlog.allinone.simulation.PlannedCall.Newcomer;
import io.switchlog.allinone.simulation.Scene.Trait;
import io.switchlog.allinone.simulation.Scene.Victim;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.replay.Recording;
import io.switchlog.control.replay.Replay;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.SlotFreed;
import io.switchlog.schemas.event.SlotTaken;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Armed;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.testkit.history.Legs;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.ScriptedPhone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What must hold after a run, whatever happened in it (ARCHITECTURE.md, "Evidence").
final class Verdict {
  private final World world;
  private final List<Finding> findings = new ArrayList<>();

  /// What whoever comes to take a party's place may be refused with: somebody came before it, the
  /// dialog is not there any more, its session changes just then, the platform is in trouble.
  private static final Set<Integer> FAIR_REFUSALS = Set.of(480, 481, 500, 503, 603);

  /// A BYE is sent again for half a minute, and call control may be away for a while.
  private static final long RELEASE_MILLIS = 60_000;

  private static final String WAS_NOT_RELEASED = "was not released in a minute";

  /// What a phone may find where an edge died with a message that it alone would have repeated: a
  /// 2xx that its peer never got, an ACK to it. Nothing remembers those but the edge
  /// (ARCHITECTURE.md, "Folders"), so that nobody can be blamed. All else must hold even then. The
  /// same where a stream broke with a message that nobody repeats over a stream.
  private static final List<String> LOST_WITH_AN_EDGE =
      List.of(
          "a BYE came before the 2xx of its dialog was acknowledged",
          "the dialog's is null",
          "was never told that the call is over",
          "the ACK to an offer in a 2xx has no answer",
          "got no ACK",
          "waited in vain",
          WAS_NOT_RELEASED);

  /// What a caller finds that its edge answered 503 by itself, because the bus took the INVITE and
  /// did not say so: the call is answered, that answer cannot leave, and the BYE that follows finds
  /// no dialog.
  private static final String BYE_TO_NOBODY =
      "a BYE came before the 2xx of its dialog was acknowledged";

  /// What a phone misses whose translator forgot it meanwhile: the ACK to its refusal goes where
  /// the request came from to which it is the answer (RFC 3261 section 17.1.1.3), and there is
  /// nobody.
  private static final String ACK_OF_FAILURE = "no ACK to our";

  /// Something that does not hold.
  ///
  /// @param call the number of the call, 0 for the run
  record Finding(int call, String text) {}

  private Verdict(World world) {
    this.world = world;
  }

  static List<Finding> of(World world) {
    Verdict verdict = new Verdict(world);
    world.chronicle().faults().forEach(text -> verdict.find(0, text));
    verdict.everyCallEndedOnce();
    verdict.nothingIsLeft();
    verdict.aSlotHoldsOneCallAndACallOneSlot();
    verdict.nothingWasDoneTwice();
    verdict.everyInputWasDecidedOrSaidToBeLost();
    verdict.everyInputWasDecidedOnce();
    verdict.nothingFiredEarly();
    verdict.decidingAgainGivesTheSame();
    if (!world.scene().has(Trait.RETENTION_TOO_SHORT)) {
      world.calls().forEach(verdict::phonesAgree);
      verdict.findings.addAll(Handovers.of(world).findings());
    }
    return verdict.findings;
  }

  private void findUnlessItWasLost(PlannedCall call, String text) {
    boolean lost =
        LOST_WITH_AN_EDGE.stream().anyMatch(text::contains)
            && (anEdgeDiedDuring(call) || world.brokenStreams(call) > 0);
    if (!lost) {
      find(call.number, text);
    }
  }

  private boolean anEdgeDiedDuring(PlannedCall call) {
    OutgoingCall outgoing = call.outgoing();
    LongSummaryStatistics times =
        Stream.concat(
                outgoing == null ? Stream.empty() : Stream.of(outgoing.log()),
                Stream.of(
                        call.incoming().stream(),
                        call.fetches().stream(),
                        call.newcomers().stream().map(Newcomer::side))
                    .flatMap(sides -> sides)
                    .map(PhoneCall::log))
            .flatMap(log -> log.entries().stream())
            .mapToLong(entry -> entry.at().toEpochMilli())
            .summaryStatistics();
    return world.edgeKills().stream()
        .anyMatch(kill -> kill >= times.getMin() && kill <= times.getMax());
  }

  private void find(int call, String text) {
    findings.add(new Finding(call, text));
  }

  private int numberOf(AggregateId id) {
    PlannedCall planned = world.chronicle().callOf(id.call());
    return planned == null ? 0 : planned.number;
  }

  private record Life(AggregateId call, long life) {}

  private void everyCallEndedOnce() {
    Map<Life, List<AggregateEvent>> histories = new LinkedHashMap<>();
    for (Decided decided : world.bus().decisions()) {
      if (!decided.events().isEmpty()) {
        List<AggregateEvent> events =
            histories.computeIfAbsent(
                new Life(decided.id(), decided.life()), _ -> new ArrayList<>());
        if (decided.firstEvent() != events.size() + 1) {
          find(
              numberOf(decided.id()),
              "event %d follows event %d".formatted(decided.firstEvent(), events.size()));
        }
        events.addAll(decided.events());
      }
    }
    histories.forEach((life, events) -> {
      if (AggregateKind.of(life.call) != AggregateKind.CALL) {
        return;
      }
      long ends = events.stream().filter(CallEnded.class::isInstance).count();
      if (ends != 1) {
        find(numberOf(life.call), "it has " + ends + " terminal events: " + events);
      }
      if (events.stream().filter(CallEnding.class::isInstance).count() != 1) {
        find(numberOf(life.call), "it began to end more than once, or never: " + events);
      }
      if (!Legs.endedOnceEach(events)) {
        find(numberOf(life.call), "not each of its legs ended once: " + events);
      }
    });
  }

  private void nothingIsLeft() {
    for (SimulatedEdge edge : world.liveEdges()) {
      if (edge.core().kept() != 0) {
        find(
            0,
            "an edge keeps "
                + edge.core().kept()
                + " things, of them "
                + edge.core().load()
                + " INVITEs");
      }
    }
    for (SimulatedMedia media : world.liveMedias()) {
      if (media.openPorts() != 0 || media.legs() != 0) {
        find(0, "a media node keeps " + media.legs() + " legs, " + media.openPorts() + " ports");
      }
    }
    for (int i = 0; i < world.bus().partitions(); i++) {
      Ledger<AggregateState> ledger = new Ledger<>(world.builds().getFirst().aggregate(), i);
      long offset = 0;
      for (Envelope<JournalHead, JournalRecord> record : world.bus().journalRead(i)) {
        ledger.take(offset++, record.head(), record.body());
      }
      if (!ledger.going().isEmpty()) {
        find(0, "call control keeps " + ledger.going().size() + " calls");
      }
    }
  }

  private record Subject(int partition, long offset, AggregateId call) {}

  /// However often it was handed in, and however often its node said it.
  private void everyInputWasDecidedOnce() {
    Set<Subject> inputs = new HashSet<>();
    Set<Fact> facts = new HashSet<>();
    for (Decided decided : world.bus().decisions()) {
      Cause cause = decided.cause();
      Origin origin = cause.origin();
      if (!inputs.add(new Subject(cause.partition(), cause.offset(), decided.id()))) {
        find(numberOf(decided.id()), "input %s was decided twice".formatted(cause));
      }
      if (origin != null
          && !facts.add(new Fact(origin.node(), origin.incarnation(), origin.sequence()))) {
        find(numberOf(decided.id()), "fact %s was decided twice".formatted(origin));
      }
    }
  }

  private record Fact(NodeId node, long incarnation, long sequence) {}

  /// By the inbox's time, whatever the clocks of whoever fired it.
  private void nothingFiredEarly() {
    Map<AggregateId, List<Armed>> running = new HashMap<>();
    for (Decided decided : world.bus().decisions()) {
      Cause cause = decided.cause();
      InboxEntry input = world.bus().inbox(cause.partition()).get((int) cause.offset());
      if (Families.INBOX.decode(input.value().array(), world.bus().writers()).body()
          instanceof TimerFired(String name, long generation)) {
        for (Armed armed : running.getOrDefault(decided.id(), List.of())) {
          if (armed.name().equals(name)
              && armed.generation() == generation
              && armed.due().isAfter(input.appendedAt())) {
            find(numberOf(decided.id()), "timer %s fired early".formatted(name));
          }
        }
      }
      running.put(decided.id(), decided.timers());
    }
  }

  /// What the inbox did not keep for long enough is lost, but neither silently nor twice.
  private void everyInputWasDecidedOrSaidToBeLost() {
    for (int i = 0; i < world.bus().partitions(); i++) {
      BitSet missed = world.figures().missed(i);
      BitSet known = (BitSet) missed.clone();
      known.or(world.figures().handled(i));
      int all = world.bus().inbox(i).size();
      if (known.nextClearBit(0) < all) {
        find(0, "input %d/%d was lost, and nobody said so".formatted(i, known.nextClearBit(0)));
      }
    }
    for (Decided decided : world.bus().decisions()) {
      Cause cause = decided.cause();
      if (world.figures().missed(cause.partition()).get((int) cause.offset())) {
        find(0, "input %s was decided, and said to be lost".formatted(cause));
      }
    }
    if (!world.scene().has(Trait.RETENTION_TOO_SHORT) && world.figures().allMissed() > 0) {
      find(0, world.figures().allMissed() + " inputs were lost");
    }
    if (world.figures().lostCommands() > 0) {
      find(0, world.figures().lostCommands() + " commands were lost");
    }
  }

  private void nothingWasDoneTwice() {
    for (SimulatedEdge edge : world.edgeLives()) {
      if (edge.didTooMuch()) {
        find(0, "an edge carried out more commands than it was given: " + edge.core().counters());
      }
    }
  }

  private void decidingAgainGivesTheSame() {
    List<Aggregate<AggregateState>> builds = world.builds().stream().map(Build::aggregate).toList();
    ByRecordedRules asRecorded = new ByRecordedRules(builds, world.bus().decisions());
    for (int i = 0; i < world.bus().partitions(); i++) {
      io.switchlog.control.replay.Verdict again = decidedAgain(i, asRecorded, asRecorded::watching);
      again.differences().forEach(this::find);
      if (again.decisions() == 0 && !isInboxCut()) {
        find(0, "nothing was decided again in partition " + i);
      }
      world.figures().replayed(again);
      if (builds.size() > 1) {
        decidedAgain(i, builds.getFirst(), inbox -> inbox).differences().stream()
            .filter(
                difference -> !difference.recorded().startsWith("rules " + (CallDecider.RULES + 1)))
            .forEach(this::find);
      }
    }
  }

  private boolean isInboxCut() {
    return world.scene().has(Trait.SHORT_RETENTION) || world.scene().has(Trait.RETENTION_TOO_SHORT);
  }

  private io.switchlog.control.replay.Verdict decidedAgain(
      int partition,
      Aggregate<AggregateState> aggregate,
      UnaryOperator<Iterator<InboxEntry>> watching) {
    List<InboxEntry> inbox = world.bus().inbox(partition);
    int begin = world.bus().inboxBegin(partition);
    return new Replay<>(aggregate, world.bus().writers())
        .all(
            new Recording(
                partition,
                begin,
                watching.apply(inbox.subList(begin, inbox.size()).iterator()),
                inbox.isEmpty() ? 0 : inbox.getLast().offset() + 1,
                world.bus().journalRead(partition).iterator()));
  }

  private void find(io.switchlog.control.replay.Verdict.Difference difference) {
    find(
        difference.call() == null ? 0 : numberOf(difference.call()),
        "decided again, input %d/%d gives %s, was %s"
            .formatted(
                difference.partition(),
                difference.offset(),
                difference.decided(),
                difference.recorded()));
  }

  // --- phones

  private void phonesAgree(PlannedCall call) {
    OutgoingCall outgoing = call.outgoing();
    if (call.isOriginated()) {
      originatedPhonesAgree(call);
      return;
    }
    if (outgoing == null) {
      return;
    }
    fetchersAgree(call, outgoing.log());
    call.newcomers().forEach(newcomer -> newcomerAgrees(call, newcomer));
    PhoneLog caller = outgoing.log();
    wellBehaved(call, "the caller", caller);
    if (caller.outcome() == PhoneLog.Outcome.CANCELLED && !call.story.isCancelled()) {
      findUnlessItWasLost(call, "the caller waited in vain for an answer");
    }
    call.caller.complaints().stream()
        .filter(text -> !(text.contains(ACK_OF_FAILURE) && world.wasRebound(call)))
        .forEach(text -> find(call.number, "the caller: " + text));
    for (ScriptedPhone callee : call.callees) {
      callee.complaints().forEach(text -> find(call.number, "the callee: " + text));
      if (callee.calls().size() > 1 && call.story.kind() != Story.Kind.RECALLED) {
        find(call.number, "the callee was called " + callee.calls().size() + " times");
      }
    }
    List<PhoneCall> incoming = call.incoming();
    incoming.forEach(side -> wellBehaved(call, "the callee", side.log()));
    if (!call.story.isDialed()) {
      if (!incoming.isEmpty()) {
        find(call.number, "somebody was called by " + call.story.kind());
      }
      return;
    }
    if (call.story.kind() == Story.Kind.RECALLED || call.story.kind().isAskedFetch()) {
      return;
    }
    if (caller.talked() && incoming.stream().noneMatch(side -> side.log().answered())) {
      find(call.number, "the caller talked, the callee never answered");
    }
  }

  private void fetchersAgree(PlannedCall call, PhoneLog parked) {
    List<PhoneLog> talked = new ArrayList<>();
    for (OutgoingCall fetch : call.fetches()) {
      wellBehaved(call, "who came for the caller", fetch.log());
      if (fetch.log().outcome() == PhoneLog.Outcome.CANCELLED
          && call.story.kind() != Story.Kind.FETCHED_AND_GIVEN_UP) {
        findUnlessItWasLost(call, "who came for the caller waited in vain for an answer");
      }
      if (fetch.log().talked()) {
        talked.add(fetch.log());
      }
    }
    if (talked.size() > 1) {
      find(call.number, "two talked to one parked caller");
    }
    if (!talked.isEmpty() && !parked.talked()) {
      find(call.number, "somebody talked to a caller who never was answered");
    }
  }

  /// Who comes is connected and whose place it takes is released, or it is told why not.
  private void newcomerAgrees(PlannedCall call, Newcomer newcomer) {
    PhoneLog log = newcomer.side().log();
    wellBehaved(call, "who came in a party's place", log);
    if (log.outcome() == PhoneLog.Outcome.CANCELLED
        && call.story.kind() != Story.Kind.REPLACED_AND_GIVEN_UP) {
      findUnlessItWasLost(call, "who came in a party's place waited in vain for an answer");
    }
    if (log.outcome() == PhoneLog.Outcome.REFUSED && !FAIR_REFUSALS.contains(log.status())) {
      find(call.number, "who came in a party's place was refused with " + log.status());
    }
    PhoneLog before = newcomer.before().log();
    if (log.talked()
        && before.state() == PhoneLog.State.ENDED
        && at(before, PhoneLog.State.ENDED) - at(log, PhoneLog.State.TALKING) > RELEASE_MILLIS) {
      findUnlessItWasLost(call, "whose place was taken " + WAS_NOT_RELEASED);
    }
  }

  private static long at(PhoneLog log, PhoneLog.State state) {
    return log.entries().stream()
        .filter(entry -> entry.text().equals(state.toString()))
        .mapToLong(entry -> entry.at().toEpochMilli())
        .findFirst()
        .orElseThrow();
  }

  /// Nobody is in a slot with another one, and nobody in two.
  private void aSlotHoldsOneCallAndACallOneSlot() {
    Map<AggregateId, CallId> occupants = new HashMap<>();
    Map<Life, ParkSlot> parked = new HashMap<>();
    for (Decided decided : world.bus().decisions()) {
      for (AggregateEvent event : decided.events()) {
        Life life = new Life(decided.id(), decided.life());
        switch (event) {
          case SlotTaken(CallId call, long _, Instant _) -> {
            CallId other = occupants.put(decided.id(), call);
            if (other != null && !other.equals(call)) {
              find(0, decided.id() + " was given to " + call + " while it was " + other + "'s");
            }
          }
          case SlotFreed(CallId call, boolean overdue) -> {
            if (!call.equals(occupants.remove(decided.id())) || overdue) {
              find(0, decided.id() + " was freed of " + call + ", overdue: " + overdue);
            }
          }
          case CallParked(ParkSlot slot, Instant _) -> {
            if (parked.put(life, slot) != null) {
              find(numberOf(decided.id()), "it is parked twice");
            }
          }
          case CallUnparked _ -> parked.remove(life);
          case AggregateEvent _ -> {
            // Not about parking.
          }
        }
      }
    }
    if (!occupants.isEmpty() || !parked.isEmpty()) {
      find(0, "parked for ever: " + occupants + ", " + parked);
    }
  }

  private void originatedPhonesAgree(PlannedCall call) {
    Stream.concat(Stream.of(call.caller), call.callees.stream())
        .forEach(phone -> {
          phone.complaints().forEach(text -> find(call.number, "a called party: " + text));
          if (phone.calls().size() > 1) {
            find(call.number, "a party was called " + phone.calls().size() + " times");
          }
        });
    call.incoming().forEach(side -> wellBehaved(call, "a called party", side.log()));
    boolean second =
        call.callees.stream()
            .flatMap(phone -> phone.calls().stream())
            .anyMatch(side -> side.log().answered());
    boolean first = call.caller.calls().stream().anyMatch(side -> side.log().answered());
    if (second && !first) {
      find(call.number, "the second party answered, the first never did");
    }
  }

  private boolean wasAnsweredAlone(PhoneLog log) {
    Set<Victim> victims = world.scene().victims();
    return log.outcome() == PhoneLog.Outcome.REFUSED
        && log.status() == 503
        && (victims.contains(Victim.BUS) || victims.contains(Victim.BUS_BLINKS));
  }

  private void wellBehaved(PlannedCall call, String who, PhoneLog log) {
    log.complaints().stream()
        .filter(text -> !(wasAnsweredAlone(log) && text.contains(BYE_TO_NOBODY)))
        .forEach(text -> findUnlessItWasLost(call, who + ": " + text));
    if (log.state() != PhoneLog.State.ENDED) {
      find(call.number, who + " is still " + log.state());
    }
    if (log.tookTooLongToEnd()) {
      findUnlessItWasLost(call, who + " was never told that the call is over");
    }
    if (!log.wasAcknowledged()) {
      findUnlessItWasLost(call, who + " got no ACK");
    }
  }
}
