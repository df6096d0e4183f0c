package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.call.Call;
import io.switchlog.control.core.partition.CallAggregate;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.replay.Recording;
import io.switchlog.control.replay.Replay;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What must hold after a run, whatever happened in it (design.md section 10).
final class Verdict {
  private final World world;
  private final List<Finding> findings = new ArrayList<>();

  /// What a phone may find where an edge died with a message that it alone would have repeated: a
  /// 2xx that its peer never got, an ACK to it. Nothing remembers those but the edge (design.md
  /// section 2), so that nobody can be blamed. All else must hold even then.
  private static final List<String> LOST_WITH_AN_EDGE =
      List.of(
          "a BYE came before the 2xx of its dialog was acknowledged",
          "the dialog's is null",
          "was never told that the call is over",
          "got no ACK",
          "waited in vain");

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
    verdict.nothingWasDoneTwice();
    verdict.decidingAgainGivesTheSame();
    world.calls().forEach(verdict::phonesAgree);
    return verdict.findings;
  }

  private void findUnlessAnEdgeDied(PlannedCall call, String text) {
    boolean lost = LOST_WITH_AN_EDGE.stream().anyMatch(text::contains) && anEdgeDiedDuring(call);
    if (!lost) {
      find(call.number, text);
    }
  }

  private boolean anEdgeDiedDuring(PlannedCall call) {
    OutgoingCall outgoing = call.outgoing();
    if (outgoing == null) {
      return false;
    }
    long from = outgoing.log().entries().getFirst().at().toEpochMilli();
    long until = outgoing.log().entries().getLast().at().toEpochMilli();
    for (PhoneCall side : call.incoming()) {
      until = Math.max(until, side.log().entries().getLast().at().toEpochMilli());
    }
    long end = until;
    return world.edgeKills().stream().anyMatch(kill -> kill >= from && kill <= end);
  }

  private void find(int call, String text) {
    findings.add(new Finding(call, text));
  }

  private int numberOf(CallId call) {
    PlannedCall planned = world.chronicle().callOf(call);
    return planned == null ? 0 : planned.number;
  }

  private record Life(CallId call, long life) {}

  private void everyCallEndedOnce() {
    Map<Life, List<CallEvent>> histories = new LinkedHashMap<>();
    for (Decided decided : world.bus().decisions()) {
      if (!decided.events().isEmpty()) {
        List<CallEvent> events =
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
      long ends = events.stream().filter(CallEnded.class::isInstance).count();
      if (ends != 1) {
        find(numberOf(life.call), "it has " + ends + " terminal events: " + events);
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
    for (SimulatedPartition partition : world.partitions()) {
      if (partition.heldCalls() != 0) {
        find(0, "call control keeps " + partition.heldCalls() + " calls");
      }
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
    Replay<Call> replay = new Replay<>(new CallAggregate(world.decider()), new WriterSchemas());
    for (int i = 0; i < world.bus().partitions(); i++) {
      List<InboxEntry> inbox = world.bus().inbox(i);
      Iterator<Envelope<JournalHead, JournalRecord>> journal =
          world.bus().journal(i).stream()
              .map(value -> Families.JOURNAL.decode(value.array()))
              .iterator();
      long end = inbox.isEmpty() ? 0 : inbox.getLast().offset() + 1;
      io.switchlog.control.replay.Verdict again =
          replay.all(new Recording(i, 0, inbox.iterator(), end, journal));
      for (io.switchlog.control.replay.Verdict.Difference difference : again.differences()) {
        find(
            difference.call() == null ? 0 : numberOf(difference.call()),
            "decided again, input %d/%d gives %s, was %s"
                .formatted(i, difference.offset(), difference.decided(), difference.recorded()));
      }
      if (again.decisions() == 0) {
        find(0, "nothing was decided again in partition " + i);
      }
    }
  }

  // --- phones

  private void phonesAgree(PlannedCall call) {
    OutgoingCall outgoing = call.outgoing();
    if (outgoing == null) {
      return;
    }
    PhoneLog caller = outgoing.log();
    wellBehaved(call, "the caller", caller);
    if (caller.outcome() == PhoneLog.Outcome.CANCELLED
        && call.story.kind() != Story.Kind.CANCELLED) {
      findUnlessAnEdgeDied(call, "the caller waited in vain for an answer");
    }
    call.caller.complaints().forEach(text -> find(call.number, "the caller: " + text));
    call.callee.complaints().forEach(text -> find(call.number, "the callee: " + text));
    List<PhoneCall> incoming = call.incoming();
    incoming.forEach(side -> wellBehaved(call, "the callee", side.log()));
    if (incoming.size() > 1) {
      find(call.number, "the callee was called " + incoming.size() + " times");
    }
    if (!call.story.isDialed()) {
      if (!incoming.isEmpty()) {
        find(call.number, "somebody was called by " + call.story.kind());
      }
      return;
    }
    if (caller.talked() && incoming.stream().noneMatch(side -> side.log().answered())) {
      find(call.number, "the caller talked, the callee never answered");
    }
  }

  private void wellBehaved(PlannedCall call, String who, PhoneLog log) {
    log.complaints().forEach(text -> findUnlessAnEdgeDied(call, who + ": " + text));
    if (log.state() != PhoneLog.State.ENDED) {
      find(call.number, who + " is still " + log.state());
    }
    if (log.tookTooLongToEnd()) {
      findUnlessAnEdgeDied(call, who + " was never told that the call is over");
    }
    if (!log.wasAcknowledged()) {
      findUnlessAnEdgeDied(call, who + " got no ACK");
    }
  }
}
