package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.SlotMissed;
import io.switchlog.schemas.event.SlotSought;
import io.switchlog.schemas.media.Source;
import java.time.Duration;

/// The plan that parks the caller, in two steps: a slot is sought, one after the other, and then the
/// caller waits there, with music, until somebody comes for it.
///
///     SlotSought ──denied──> SlotMissed, the next
///         └─────granted────> CallParked ──a leg of another call──> connected, CallUnparked
///                                └──────nobody came────> CallUnparked, somebody is rung;
///                                                        where nobody answers, parked again
final class ParkPlan {
  /// How long a slot may take to answer. Counted from the input's time, so it must outlast a
  /// take-over of the partition that holds the slot.
  static final Duration ANSWER = Duration.ofSeconds(15);

  private ParkPlan() {}

  static void seek(Turn turn, Plan.SeekSlot plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _ -> seekNext(turn, plan);
      case PlanInput.SlotAnswered(ParkSlot slot, boolean granted) -> {
        if (slot.equals(plan.sought())) {
          if (granted) {
            parked(turn, plan, slot);
          } else {
            turn.tell(new SlotMissed(slot));
            seekNext(turn, plan.missed());
          }
        }
      }
      case PlanInput.SlotSilent _ -> silent(turn, plan);
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaServed _,
          PlanInput.MediaRefused _,
          PlanInput.Agreed _,
          PlanInput.OccupantTold _,
          PlanInput.RecallDue _,
          PlanInput.OfSeeking _,
          PlanInput.OfRinging _ -> {
        // It rings nobody, and what the caller hears meanwhile is as it was.
      }
    }
  }

  /// A slot has not answered in time, and is not wanted any more. A caller who was parked before
  /// has others to try.
  private static void silent(Turn turn, Plan.SeekSlot plan) {
    ParkSlot slot = plan.sought();
    if (slot == null) {
      return;
    }
    turn.tell(new CallUnparked(slot, CallUnparked.Why.UNANSWERED));
    if (turn.call().caller() instanceof Leg.Talking) {
      turn.tell(new SlotMissed(slot));
      seekNext(turn, plan.missed());
    } else {
      unanswered(turn);
    }
  }

  /// A slot has not answered a caller who waits.
  static void unanswered(Turn turn) {
    Endings.refuse(turn, EndCause.UNAVAILABLE, 503, "no answer from the park slot", Content.NONE);
  }

  private static void seekNext(Turn turn, Plan.SeekSlot plan) {
    ParkSlot next = plan.next();
    if (next == null) {
      Endings.refuse(turn, EndCause.BUSY, 486, "no park slot is free", Content.NONE);
    } else {
      turn.tell(
          new SlotSought(
              next,
              turn.now().plusSeconds(plan.limits().durationSeconds()),
              turn.now().plus(ANSWER)));
    }
  }

  /// Whom the call was parked for does not come either: it is parked once more.
  static void again(Turn turn, Action.Park action) {
    for (Leg leg : turn.call().legs()) {
      if (leg instanceof Leg.Dialing dialing) {
        Endings.cancel(turn, dialing, OwnHeaders.reason(19, OwnHeaders.phrase(480)));
      }
    }
    seekNext(turn, new Plan.SeekSlot(action, turn.call().limits(), 0, null));
  }

  private static void parked(Turn turn, Plan.SeekSlot plan, ParkSlot slot) {
    Action.Park action = plan.action();
    Source source = new Source.Parked(slot.value());
    turn.tell(
        new CallParked(
            slot, action.recall() == null ? null : turn.now().plusSeconds(action.recallSeconds())));
    if (turn.call().caller() instanceof Leg.Calling waiting) {
      OwnReply.prepare(turn, waiting, source, plan.limits());
      return;
    }
    if (!turn.call().isAnswered()) {
      turn.tell(new CallAnswered(turn.now().plusSeconds(plan.limits().durationSeconds())));
    }
    MediaPlans.playing(turn, source);
  }

  static void park(Turn turn, Plan.Parked plan, PlanInput input) {
    switch (input) {
      case PlanInput.MediaServed _ -> {
        if (turn.call().caller() instanceof Leg.Calling caller) {
          OwnReply.answer(turn, caller, plan.limits());
        } else {
          Retrieval.connect(turn, plan);
        }
      }
      case PlanInput.MediaRefused _ -> {
        if (plan.retriever() != null) {
          Retrieval.giveUp(turn, plan, 503);
        }
      }
      case PlanInput.RecallDue _ -> {
        turn.tell(new CallUnparked(plan.slot(), CallUnparked.Why.RECALLED));
        String to = plan.action().recall();
        if (to == null || !Routes.recall(turn, to)) {
          again(turn, plan.action());
        }
      }
      case PlanInput.GaveUp(LegId leg, Outcome outcome, Content farewell) -> {
        if (leg.equals(plan.retriever())) {
          Retrieval.giveUp(turn, plan, outcome.status());
        } else {
          Endings.endWith(turn, outcome, farewell);
        }
      }
      case PlanInput.Left(LegId leg, Content farewell) -> {
        if (leg.equals(LegId.CALLER)) {
          Endings.endWith(turn, Endings.hungUp(leg), farewell);
        } else {
          MediaPlans.withoutThoseGone(turn);
        }
      }
      case PlanInput.Agreed(LegId leg, RelayedSession answer) -> {
        if (leg.equals(plan.retriever())) {
          Retrieval.agreed(turn, plan, leg, answer);
        }
      }
      case PlanInput.Declined(LegId leg, int status, Outcome outcome) -> {
        if (leg.equals(plan.retriever())) {
          Retrieval.giveUp(turn, plan, status);
        } else {
          Endings.end(turn, outcome);
        }
      }
      case PlanInput.Broke(Outcome outcome) -> {
        if (plan.retriever() != null && plan.retriever().equals(outcome.by())) {
          Retrieval.broke(turn, plan.retriever(), outcome);
        } else {
          Endings.end(turn, outcome);
        }
      }
      case PlanInput.Begins _,
          PlanInput.SlotAnswered _,
          PlanInput.SlotSilent _,
          PlanInput.OccupantTold _,
          PlanInput.OfSeeking _,
          PlanInput.OfRinging _ -> {
        // It rings nobody, and has its slot.
      }
    }
  }
}
