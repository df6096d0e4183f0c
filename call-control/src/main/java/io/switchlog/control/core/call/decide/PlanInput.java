package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a plan is asked about: what became of the legs that it leads, and of their media. Not
/// written anywhere: what the plan makes of it is.
sealed interface PlanInput {

  /// What is heard only where parties are rung.
  sealed interface OfRinging extends PlanInput {}

  /// What is heard only where somebody is parked, or wants somebody who is.
  sealed interface OfParking extends PlanInput {}

  /// What is heard only where a user is sought.
  sealed interface OfSeeking extends PlanInput {}

  /// With whom it comes from the call cannot go on as it did.
  sealed interface Parting extends PlanInput {}

  /// The plan leads the call from here on.
  record Begins() implements PlanInput {}

  /// The media node carries the newest media plan out.
  record MediaServed() implements PlanInput {}

  /// The media node has refused the newest plan, or did not answer, while another one is in force.
  record MediaRefused() implements PlanInput {}

  /// The call has no media node, while those are rung who need one beside those who need none.
  ///
  /// @param forGood whether none is waited for
  record MediaGone(boolean forGood) implements OfRinging {}

  /// A called party told of its progress.
  record Progressed(Leg.Dialing leg, Reply reply) implements OfRinging {}

  /// A called party answered.
  record PickedUp(Leg.Dialing leg, Reply reply) implements OfRinging {}

  /// A called party will not answer: its leg is over, as was told.
  record Failed() implements OfRinging {}

  /// As [Failed], and it has named others in its place.
  record Redirected(LegId leg, List<String> uris) implements OfRinging {}

  /// It is time for the next party of a stage.
  record NextDue() implements OfRinging {}

  /// A called party has rung for as long as it may.
  record RangOut(LegId leg) implements OfRinging {}

  /// The caller has given up before an answer, or is taken to have.
  ///
  /// @param leg whose INVITE that was
  /// @param farewell what crosses of its message
  record GaveUp(LegId leg, Outcome outcome, Content farewell) implements Parting {}

  /// A slot that the call wants to be parked in has answered.
  ///
  /// @param granted whether it is the call's; else it is another one's
  record SlotAnswered(ParkSlot slot, boolean granted) implements OfParking {}

  /// It has not answered in time.
  record SlotSilent() implements OfParking {}

  /// A slot has said who is parked there.
  ///
  /// @param occupant the call, null: none is
  record OccupantTold(ParkSlot slot, @Nullable CallId occupant) implements OfParking {}

  /// A user's address has said where it is reached.
  ///
  /// @param bindings none where it is nowhere
  record UserTold(UserAddress user, List<ContactBinding> bindings) implements OfSeeking {}

  /// It has not answered in time.
  record UserSilent() implements OfSeeking {}

  /// Nobody came for the parked caller in time.
  record RecallDue() implements OfParking {}

  /// A party has agreed to an offer of ours.
  ///
  /// @param answer its description
  record Agreed(LegId leg, RelayedSession answer) implements OfParking {}

  /// A party that talked hung up: its leg is over.
  ///
  /// @param farewell what crosses of its BYE
  record Left(LegId leg, Content farewell) implements Parting {}

  /// A party has refused an offer of ours, and is where it was.
  ///
  /// @param status of its refusal
  /// @param outcome how the call would end with it
  record Declined(LegId leg, int status, Outcome outcome) implements Parting {}

  /// A leg cannot go on: its dialog is lost, or its session was not agreed on.
  ///
  /// @param outcome how the call would end with it
  record Broke(Outcome outcome) implements Parting {}
}
