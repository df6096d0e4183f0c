package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.StatePhones.SDP;
import static io.switchlog.allinone.live.StatePhones.call;
import static io.switchlog.allinone.live.StatePhones.hangsUp;
import static io.switchlog.allinone.live.StatePhones.isParked;
import static io.switchlog.allinone.live.StatePhones.rings;
import static io.switchlog.allinone.live.StatePhones.talk;

import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.ReofferAccepted;
import java.util.List;

/// Calls whose parties come from elsewhere: parked and fetched, in the place of another (RFC 3891),
/// asked for.
final class MovingStates {
  private MovingStates() {}

  static List<StateStory> all(StatePhones phones, String copy) {
    return List.of(
        parked(phones, "wait" + copy, false),
        parked(phones, "stay" + copy, true),
        fetched(phones, "take" + copy),
        fetchedByOneWhoTalks(phones, "move" + copy),
        replaced(phones, "xfer" + copy),
        firstRings(phones, "first" + copy),
        secondRings(phones, "second" + copy),
        bothTalk(phones, "both" + copy));
  }

  private static StateStory parked(StatePhones phones, String name, boolean isAskedFor) {
    Party waits = phones.party(name);
    Party comes = phones.party(name + "a");
    return new StateStory(
        "one is parked, and fetched by " + (isAskedFor ? "switchlog call" : "an INVITE"),
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(CallParked.class, LegConfirmed.class),
                List.of(CallUnparked.class)),
            // Nothing is known of it before.
            call(name + "a", EndCause.HANDED_OVER, List.of(), List.of())),
        List.of(waits, comes),
        () -> isParked(waits, name),
        () -> {
          if (isAskedFor) {
            phones.calls(comes, "fetch-" + name);
            isRungAndMoved(comes);
            agreesAgain(comes);
          } else {
            fetches(comes, name);
            comes.acknowledges();
          }
          hangsUp(comes, waits);
        });
  }

  private static void fetches(Party comes, String slot) {
    comes.invites("fetch-" + slot, "", SDP);
    comes.hears(200, "INVITE");
  }

  /// Up to the re-INVITE of the call that it was moved to.
  private static void isRungAndMoved(Party comes) {
    comes.isAsked("INVITE");
    comes.says(200, "INVITE", "", SDP);
    comes.isAsked("ACK");
    comes.isAsked("INVITE");
  }

  private static void agreesAgain(Party party) {
    party.says(200, "INVITE", "", Party.sdp(2, "0 8", "sendrecv"));
    party.isAsked("ACK");
  }

  private static StateStory fetched(StatePhones phones, String name) {
    Party waits = phones.party(name);
    Party comes = phones.party(name + "a");
    return new StateStory(
        "one who fetches was answered, its ACK is out",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(LegTakenOver.class, CallUnparked.class, LegsBridged.class),
                List.of(CallEnding.class)),
            call(
                name + "a",
                EndCause.HANDED_OVER,
                List.of(LegHandedOver.class),
                List.of(CallEnding.class))),
        List.of(waits, comes),
        () -> {
          isParked(waits, name);
          fetches(comes, name);
        },
        () -> {
          comes.acknowledges();
          hangsUp(waits, comes);
        });
  }

  private static StateStory fetchedByOneWhoTalks(StatePhones phones, String name) {
    Party waits = phones.party(name);
    Party comes = phones.party(name + "a");
    return new StateStory(
        "a dialog was taken over, its re-INVITE is open",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(DialogTakenOver.class, LegReoffered.class),
                List.of(LegsBridged.class, CallUnparked.class)),
            call(
                name + "a",
                EndCause.HANDED_OVER,
                List.of(DialogHandedOver.class),
                List.of(CallEnding.class))),
        List.of(waits, comes),
        () -> {
          isParked(waits, name);
          phones.asksFor(comes, "fetch-" + name);
          isRungAndMoved(comes);
        },
        () -> {
          agreesAgain(comes);
          hangsUp(waits, comes);
        });
  }

  private static StateStory replaced(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    Party newcomer = phones.party(name + "b");
    return new StateStory(
        "one takes another's place: its ACK, that one's BYE and a re-INVITE are out",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(
                    LegTakenOver.class, LegsBridged.class, LegDismissed.class, LegReoffered.class),
                List.of(LegClosed.class, ReofferAccepted.class)),
            call(
                name + "b",
                EndCause.HANDED_OVER,
                List.of(LegHandedOver.class),
                List.of(CallEnding.class))),
        List.of(caller, called, newcomer),
        () -> {
          talk(caller, "one-" + called.port(), called);
          phones.awaitEstablished(name);
          newcomer.invites(
              "one-" + called.port(), caller.replaces(), Party.sdp(1, "8", "sendrecv"));
          newcomer.hears(200, "INVITE");
          caller.isAsked("BYE");
          called.isAsked("INVITE");
        },
        () -> {
          newcomer.acknowledges();
          caller.says(200, "BYE");
          called.says(200, "INVITE", "", Party.sdp(2, "8", "sendrecv"));
          called.isAsked("ACK");
          hangsUp(newcomer, called);
        });
  }

  private static StateStory firstRings(StatePhones phones, String name) {
    Party first = phones.party(name);
    Party second = phones.party(name + "a");
    return new StateStory(
        "the first party of a call that was asked for rings",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(CallOriginated.class, LegDialed.class),
                List.of(LegPickedUp.class))),
        List.of(first, second),
        () -> {
          phones.asksFor(first, "one-" + second.port());
          rings(first);
        },
        () -> {
          first.says(200, "INVITE", "", SDP);
          first.isAsked("ACK");
          rings(second);
          second.says(200, "INVITE", "", SDP);
          second.isAsked("ACK");
          hangsUp(first, second);
        });
  }

  private static StateStory secondRings(StatePhones phones, String name) {
    Party first = phones.party(name);
    Party second = phones.party(name + "a");
    return new StateStory(
        "the second party of a call that was asked for rings",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(CallOriginated.class, LegPickedUp.class, LegRang.class),
                List.of(LegsBridged.class, InviteAnswered.class))),
        List.of(first, second),
        () -> {
          phones.asksFor(first, "one-" + second.port());
          rings(first);
          first.says(200, "INVITE", "", SDP);
          first.isAsked("ACK");
          rings(second);
        },
        () -> {
          second.says(200, "INVITE", "", SDP);
          second.isAsked("ACK");
          hangsUp(second, first);
        });
  }

  private static StateStory bothTalk(StatePhones phones, String name) {
    Party first = phones.party(name);
    Party second = phones.party(name + "a");
    return new StateStory(
        "the two parties of a call that was asked for talk, until somebody else ends it",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(CallOriginated.class, LegsBridged.class),
                List.of(CallEnding.class))),
        List.of(first, second),
        () -> {
          phones.asksFor(first, "one-" + second.port());
          rings(first);
          first.says(200, "INVITE", "", SDP);
          first.isAsked("ACK");
          rings(second);
          second.says(200, "INVITE", "", SDP);
          second.isAsked("ACK");
        },
        () -> {
          phones.isEndedFromOutside(first);
          for (Party party : List.of(first, second)) {
            party.isAsked("BYE");
            party.says(200, "BYE");
          }
        });
  }
}
