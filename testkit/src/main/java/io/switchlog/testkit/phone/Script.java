package io.switchlog.testkit.phone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How a phone behaves in one call. All spans are in milliseconds; [#NEVER] for what shall not
/// happen.
///
/// @param delayedOffer a caller: the INVITE has no session description
/// @param cancelAfterMillis a caller: gives up so long after it called, unless answered
/// @param ringAfterMillis a called phone: says 180 so long after the INVITE
/// @param earlyMedia a called phone: says 183 with a session description instead
/// @param answerAfterMillis a called phone: says 200 so long after the INVITE
/// @param refuseAfterMillis a called phone: refuses so long after the INVITE
/// @param refuseWith the status it refuses with, 400 to 699
/// @param steps what either does once it talks
/// @param talkAtMostMillis either hangs up after so long, whatever the script says
public record Script(
    boolean delayedOffer,
    long cancelAfterMillis,
    long ringAfterMillis,
    boolean earlyMedia,
    long answerAfterMillis,
    long refuseAfterMillis,
    int refuseWith,
    List<Step> steps,
    long talkAtMostMillis) {
  /// Not at all.
  public static final long NEVER = -1;

  public Script {
    steps = steps.stream().sorted(Comparator.comparingLong(Step::afterMillis)).toList();
  }

  /// A call without incidents: rings at once, is answered after a second, and is ended by the other
  /// side.
  public static final Script PLAIN =
      new Script(false, 180_000, 100, false, 1_000, NEVER, 486, List.of(), 600_000);

  public Script withDelayedOffer() {
    return new Script(
        true,
        cancelAfterMillis,
        ringAfterMillis,
        earlyMedia,
        answerAfterMillis,
        refuseAfterMillis,
        refuseWith,
        steps,
        talkAtMostMillis);
  }

  public Script cancelAfter(long millis) {
    return new Script(
        delayedOffer,
        millis,
        ringAfterMillis,
        earlyMedia,
        answerAfterMillis,
        refuseAfterMillis,
        refuseWith,
        steps,
        talkAtMostMillis);
  }

  public Script ringAfter(long millis) {
    return new Script(
        delayedOffer,
        cancelAfterMillis,
        millis,
        earlyMedia,
        answerAfterMillis,
        refuseAfterMillis,
        refuseWith,
        steps,
        talkAtMostMillis);
  }

  public Script withEarlyMedia() {
    return new Script(
        delayedOffer,
        cancelAfterMillis,
        ringAfterMillis,
        true,
        answerAfterMillis,
        refuseAfterMillis,
        refuseWith,
        steps,
        talkAtMostMillis);
  }

  public Script answerAfter(long millis) {
    return new Script(
        delayedOffer,
        cancelAfterMillis,
        ringAfterMillis,
        earlyMedia,
        millis,
        NEVER,
        refuseWith,
        steps,
        talkAtMostMillis);
  }

  public Script refuseAfter(long millis, int status) {
    return new Script(
        delayedOffer,
        cancelAfterMillis,
        ringAfterMillis,
        earlyMedia,
        NEVER,
        millis,
        status,
        steps,
        talkAtMostMillis);
  }

  public Script then(long afterMillis, Step.Deed deed) {
    List<Step> more = new ArrayList<>(steps);
    more.add(new Step(afterMillis, deed));
    return new Script(
        delayedOffer,
        cancelAfterMillis,
        ringAfterMillis,
        earlyMedia,
        answerAfterMillis,
        refuseAfterMillis,
        refuseWith,
        more,
        talkAtMostMillis);
  }

  public Script talkAtMost(long millis) {
    return new Script(
        delayedOffer,
        cancelAfterMillis,
        ringAfterMillis,
        earlyMedia,
        answerAfterMillis,
        refuseAfterMillis,
        refuseWith,
        steps,
        millis);
  }
}
