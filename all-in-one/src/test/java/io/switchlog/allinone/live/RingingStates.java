package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.StatePhones.SDP;
import static io.switchlog.allinone.live.StatePhones.answers;
import static io.switchlog.allinone.live.StatePhones.call;
import static io.switchlog.allinone.live.StatePhones.hangsUp;
import static io.switchlog.allinone.live.StatePhones.isCancelled;
import static io.switchlog.allinone.live.StatePhones.rings;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.event.ProgressHeard;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.event.StageBegan;
import java.util.List;

/// Calls that nobody has answered: several ring, a challenge is answered, progress waits for its
/// PRACK, an offer is agreed on.
final class RingingStates {
  private static final String RELIABLE = "Supported: 100rel\r\n";
  private static final List<Class<? extends CallEvent>> RINGS = List.of(LegRang.class);
  private static final List<Class<? extends CallEvent>> IS_ANSWERED =
      List.of(InviteAnswered.class, LegPickedUp.class, LegTakenOver.class);

  private RingingStates() {}

  static List<StateStory> all(StatePhones phones, String copy) {
    return List.of(
        forkGoesToTheNextStage(phones, "stage" + copy),
        forkIsAnswered(phones, "fork" + copy),
        ringsOutOfTime(phones, "hunt" + copy),
        joinsLater(phones, "delay" + copy),
        mixed(phones, "past" + copy, true),
        mixed(phones, "by" + copy, false),
        challenged(phones, "asked" + copy),
        reliable(phones, "rel" + copy),
        offerIsTold(phones, "told" + copy),
        offerIsAgreed(phones, "early" + copy));
  }

  private static String forked(Party a, Party b, Party c) {
    return "fork-%d-%d-%d".formatted(a.port(), b.port(), c.port());
  }

  private static StateStory forkGoesToTheNextStage(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party a = phones.party(name + "a");
    Party b = phones.party(name + "b");
    Party c = phones.party(name + "c");
    return new StateStory(
        "two ring, another stage is to come",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                RINGS,
                List.of(InviteAnswered.class, LegPickedUp.class, StageBegan.class))),
        List.of(caller, a, b, c),
        () -> {
          caller.invites(forked(a, b, c), "", SDP);
          rings(a);
          rings(b);
          caller.hears(180, "INVITE");
        },
        () -> {
          a.says(486, "INVITE");
          b.says(480, "INVITE");
          rings(c);
          answers(c, caller);
          hangsUp(caller, c);
        });
  }

  private static StateStory forkIsAnswered(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party a = phones.party(name + "a");
    Party b = phones.party(name + "b");
    Party c = phones.party(name + "c");
    return new StateStory(
        "two ring, one is to answer",
        List.of(call(name, EndCause.NORMAL, RINGS, IS_ANSWERED)),
        List.of(caller, a, b, c),
        () -> {
          caller.invites(forked(a, b, c), "", SDP);
          rings(a);
          rings(b);
        },
        () -> {
          answers(b, caller);
          assertThat(a.isAsked("CANCEL")).contains("Reason: SIP;cause=200");
          a.says(200, "CANCEL");
          a.says(487, "INVITE");
          hangsUp(b, caller);
        });
  }

  private static StateStory ringsOutOfTime(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party a = phones.party(name + "a");
    Party b = phones.party(name + "b");
    return new StateStory(
        "one rings whose time runs out",
        List.of(call(name, EndCause.NORMAL, RINGS, List.of(LegDismissed.class, StageBegan.class))),
        List.of(caller, a, b),
        () -> {
          caller.invites("hunt-%d-%d".formatted(a.port(), b.port()), "", SDP);
          rings(a);
        },
        () -> {
          isCancelled(a);
          rings(b);
          answers(b, caller);
          hangsUp(caller, b);
        });
  }

  private static StateStory joinsLater(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party a = phones.party(name + "a");
    Party b = phones.party(name + "b");
    return new StateStory(
        "one rings, another is to ring beside it",
        List.of(call(name, EndCause.NORMAL, RINGS, IS_ANSWERED)),
        List.of(caller, a, b),
        () -> {
          caller.invites("delay-%d-%d".formatted(a.port(), b.port()), "", SDP);
          rings(a);
        },
        () -> {
          rings(b);
          answers(a, caller);
          isCancelled(b);
          hangsUp(a, caller);
        });
  }

  private static StateStory mixed(StatePhones phones, String name, boolean past) {
    Party caller = phones.party(name);
    Party a = phones.party(name + "a");
    Party b = phones.party(name + "b");
    Party answering = past ? a : b;
    return new StateStory(
        "one rings past the media node, one by it; answered by the " + (past ? "first" : "second"),
        List.of(call(name, EndCause.NORMAL, RINGS, IS_ANSWERED)),
        List.of(caller, a, b),
        () -> {
          caller.invites("mixed-%d-%d".formatted(a.port(), b.port()), "", SDP);
          rings(a);
          rings(b);
        },
        () -> {
          answers(answering, caller);
          isCancelled(past ? b : a);
          hangsUp(caller, answering);
        });
  }

  private static StateStory challenged(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "an INVITE was challenged, and sent again",
        List.of(
            call(name, EndCause.NORMAL, List.of(RequestChallenged.class), List.of(LegRang.class))),
        List.of(caller, called),
        () -> {
          caller.invites("trunk-" + called.port(), "", SDP);
          called.isAsked("INVITE");
          called.says(401, "INVITE", TalkingStates.challenge("first"), "");
          TalkingStates.isAskedWithCredentials(called, "INVITE", "first");
        },
        () -> {
          called.says(180, "INVITE");
          answers(called, caller);
          hangsUp(caller, called);
        });
  }

  private static StateStory reliable(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "a reliable 183 waits for the caller's PRACK, and ours for its answer",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(LegRang.class, ProgressAcknowledged.class),
                List.of(ProgressHeard.class, LegPickedUp.class))),
        List.of(caller, called),
        () -> {
          caller.invites("one-" + called.port(), RELIABLE, SDP);
          called.isAsked("INVITE");
          called.says(183, "INVITE", "Require: 100rel\r\nRSeq: 700\r\n", SDP);
          assertThat(called.isAsked("PRACK")).contains("RAck: 700 ");
          assertThat(caller.hears(183, "INVITE")).contains("RSeq: ");
        },
        () -> {
          caller.acknowledgesProgress("");
          caller.hears(200, "PRACK");
          called.says(200, "PRACK");
          answers(called, caller);
          hangsUp(caller, called);
        });
  }

  private static StateStory offerIsTold(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "an offer in a reliable 183 waits for its answer",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(LegRang.class),
                List.of(ProgressHeard.class, ProgressAcknowledged.class))),
        List.of(caller, called),
        () -> offers(caller, called),
        () -> {
          agrees(caller, called);
          isAnsweredWithoutADescription(caller, called);
        });
  }

  private static StateStory offerIsAgreed(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "an offer is agreed on before the answer",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(LegRang.class, ProgressHeard.class, ProgressAcknowledged.class),
                List.of(LegPickedUp.class))),
        List.of(caller, called),
        () -> {
          offers(caller, called);
          agrees(caller, called);
        },
        () -> {
          // It puts the caller on hold, and takes it back.
          called.asks("UPDATE", "", Party.sdp(2, "0 8", "sendonly"));
          assertThat(called.hears(200, "UPDATE")).contains("a=recvonly");
          called.asks("UPDATE", "", Party.sdp(3, "0 8", "sendrecv"));
          assertThat(called.hears(200, "UPDATE")).contains("a=sendrecv");
          isAnsweredWithoutADescription(caller, called);
        });
  }

  private static void offers(Party caller, Party called) {
    caller.invites("one-" + called.port(), RELIABLE, "");
    called.isAsked("INVITE");
    called.says(183, "INVITE", "Require: 100rel\r\nRSeq: 700\r\n", SDP);
    assertThat(caller.hears(183, "INVITE")).contains("RSeq: ", "m=audio");
  }

  private static void agrees(Party caller, Party called) {
    caller.acknowledgesProgress(SDP);
    assertThat(called.isAsked("PRACK")).contains("RAck: 700 ", "m=audio");
    called.says(200, "PRACK");
    caller.hears(200, "PRACK");
  }

  private static void isAnsweredWithoutADescription(Party caller, Party called) {
    called.says(200, "INVITE");
    called.isAsked("ACK");
    caller.hears(200, "INVITE");
    caller.acknowledges();
    hangsUp(called, caller);
  }
}
