package io.switchlog.schemas.message;

import java.time.Instant;

/// What a call says to a park slot.
public sealed interface SlotMessage extends Message {

  /// The call wants to be parked there. Answered by [CallMessage.SlotGranted] or
  /// [CallMessage.SlotDenied].
  ///
  /// @param until about when the call is over at the latest
  record SlotWanted(Instant until) implements SlotMessage {}

  /// The call is there no more, or does not want to be any more. Nobody answers.
  ///
  /// @param callLife which life of the call
  record SlotGivenBack(long callLife) implements SlotMessage {}

  /// Somebody wants to talk to whoever is parked there. Answered by [CallMessage.OccupantTold].
  record OccupantWanted() implements SlotMessage {}
}
