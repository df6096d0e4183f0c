package io.switchlog.allinone.live;

import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.EndCause;
import java.util.List;

/// A call that is brought into a state and left there, and how it goes on from it: or several, that
/// have to do with each other.
///
/// @param state which one, for people
/// @param calls what the journal is to say of each of them
/// @param parties all who have a part in it
/// @param comes brings it there
/// @param goesOn all that follows, up to the end
record StateStory(
    String state, List<Traced> calls, List<Party> parties, Runnable comes, Runnable goesOn) {

  /// A call in the journal.
  ///
  /// @param user who calls; of a call that was asked for, who is rung first
  /// @param has what is told of it when the state is reached
  /// @param lacks what is not told of it yet
  /// @param cause how it ends
  record Traced(
      String user,
      List<Class<? extends CallEvent>> has,
      List<Class<? extends CallEvent>> lacks,
      EndCause cause) {

    /// Whether these are the events of a call in the state.
    boolean isReachedBy(List<CallEvent> events) {
      return has.stream().allMatch(kind -> events.stream().anyMatch(kind::isInstance))
          && lacks.stream().noneMatch(kind -> events.stream().anyMatch(kind::isInstance));
    }
  }

  @Override
  public String toString() {
    return state + " (" + calls.getFirst().user() + ")";
  }
}
