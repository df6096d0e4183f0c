package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.UserFound;
import io.switchlog.schemas.event.UserSought;
import java.util.List;

/// The plan of a caller who wants a user: the user's address says where it is reached, and those
/// phones are rung.
///
///     UserSought ──some──> UserFound, and they ring ([RingPlan])
///         └──none, or no answer──> the caller is refused; one who was parked, parked again
final class UserPlan {
  private UserPlan() {}

  static void decide(Turn turn, Plan.SeekUser plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _ ->
          turn.tell(new UserSought(plan.user(), turn.now().plus(ParkPlan.ANSWER)));
      case PlanInput.UserTold(UserAddress user, List<ContactBinding> bindings) -> {
        if (user.equals(plan.user())) {
          told(turn, bindings);
        }
      }
      case PlanInput.UserSilent _ -> nobody(turn, 503, "no answer from the user's address");
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaServed _,
          PlanInput.MediaRefused _,
          PlanInput.OfParking _,
          PlanInput.OfRinging _ -> {
        // Nobody rings yet.
      }
    }
  }

  /// RFC 3261 section 21.4.18: known or not, a user is told of alike where it is not reached.
  private static void told(Turn turn, List<ContactBinding> bindings) {
    if (bindings.isEmpty()) {
      nobody(turn, 480, "Temporarily Unavailable");
    } else {
      turn.tell(new UserFound(bindings));
      turn.ask(new PlanInput.Begins());
    }
  }

  private static void nobody(Turn turn, int status, String reason) {
    Action.Park parking = turn.call().parking();
    if (parking != null && turn.call().caller() instanceof Leg.Talking) {
      ParkPlan.again(turn, parking);
    } else {
      Endings.refuse(turn, EndCause.UNAVAILABLE, status, reason, Content.NONE);
    }
  }
}
