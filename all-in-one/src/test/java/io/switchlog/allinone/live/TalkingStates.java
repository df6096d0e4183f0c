package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.StatePhones.SDP;
import static io.switchlog.allinone.live.StatePhones.answers;
import static io.switchlog.allinone.live.StatePhones.call;
import static io.switchlog.allinone.live.StatePhones.hangsUp;
import static io.switchlog.allinone.live.StatePhones.rings;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.RefreshAnswered;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.event.SessionTimed;
import java.util.List;

/// Calls of two who talk: one of them asks for credentials, or the session has a timer (RFC 4028).
final class TalkingStates {
  private static final String TIMED = "Supported: timer\r\nSession-Expires: 90;refresher=";

  private TalkingStates() {}

  static List<StateStory> all(StatePhones phones, String copy) {
    return List.of(challenged(phones, "known" + copy), refreshesItself(phones, "timed" + copy));
  }

  /// Those that it takes long to come to: half of 90 s, the shortest time that there is, is over
  /// before a session is to be refreshed.
  static List<StateStory> refreshing(StatePhones phones, String copy) {
    return List.of(refreshIsOut(phones, "out" + copy), refreshIsChallenged(phones, "again" + copy));
  }

  /// Those that last as long.
  static List<StateStory> lasting(StatePhones phones, String copy) {
    return List.of(refreshIsDue(phones, "due" + copy), nobodyRefreshes(phones, "gone" + copy));
  }

  static String challenge(String nonce) {
    return "WWW-Authenticate: Digest realm=\"trunk\", nonce=\""
        + nonce
        + "\", qop=\"auth\", algorithm=MD5\r\n";
  }

  /// The same request again, with what a challenge asks for.
  static void isAskedWithCredentials(Party called, String method, String nonce) {
    assertThat(called.isAsked(method)).contains("username=\"switchlog\"", "nonce=\"" + nonce);
  }

  private static void isAskedTwice(Party called, String method, String nonce) {
    called.isAsked(method);
    called.says(401, method, challenge(nonce), "");
    isAskedWithCredentials(called, method, nonce);
  }

  private static void talkAfterAChallenge(Party caller, Party called, String lines) {
    caller.invites("trunk-" + called.port(), "", SDP);
    isAskedTwice(called, "INVITE", "first");
    called.says(200, "INVITE", lines, SDP);
    called.isAsked("ACK");
    caller.hears(200, "INVITE");
    caller.acknowledges();
  }

  private static void isAskedTwiceAtTheEnd(Party caller, Party called) {
    caller.asks("BYE");
    caller.hears(200, "BYE");
    isAskedTwice(called, "BYE", "last");
    called.says(200, "BYE");
  }

  private static StateStory challenged(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "a party talks that asks for credentials again",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(RequestChallenged.class, CallEstablished.class),
                List.of(CallEnding.class))),
        List.of(caller, called),
        () -> talkAfterAChallenge(caller, called, ""),
        () -> {
          caller.asks("INVITE", "", Party.sdp(2, "0 8", "sendonly"));
          isAskedTwice(called, "INVITE", "second");
          called.says(200, "INVITE", "", Party.sdp(2, "0 8", "recvonly"));
          caller.hears(200, "INVITE");
          caller.acknowledges();
          called.isAsked("ACK");
          isAskedTwiceAtTheEnd(caller, called);
        });
  }

  private static void talkByATimer(Party caller, Party called, String refresher) {
    caller.invites("one-" + called.port(), TIMED + refresher + "\r\n", SDP);
    rings(called);
    answers(called, caller);
  }

  private static StateStory refreshesItself(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "a session has a timer, which its party refreshes",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(SessionTimed.class, CallEstablished.class),
                List.of(CallEnding.class))),
        List.of(caller, called),
        () -> talkByATimer(caller, called, "uac"),
        () -> {
          caller.asks("UPDATE", TIMED + "uac\r\n", "");
          assertThat(caller.hears(200, "UPDATE")).contains("Session-Expires: 90;refresher=uac");
          hangsUp(called, caller);
        });
  }

  private static StateStory refreshIsOut(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "our refresh waits for its answer",
        List.of(
            call(
                name, EndCause.NORMAL, List.of(RefreshSent.class), List.of(RefreshAnswered.class))),
        List.of(caller, called),
        () -> {
          talkByATimer(caller, called, "uas");
          caller.isAsked("UPDATE");
        },
        () -> {
          caller.says(200, "UPDATE", TIMED + "uac\r\n", "");
          hangsUp(caller, called);
        });
  }

  private static StateStory refreshIsChallenged(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "our refresh was challenged, and sent again",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(RefreshSent.class, RequestChallenged.class),
                List.of(RefreshAnswered.class))),
        List.of(caller, called),
        () -> {
          talkAfterAChallenge(caller, called, "Require: timer\r\n" + TIMED + "uac\r\n");
          isAskedTwice(called, "UPDATE", "second");
        },
        () -> {
          called.says(200, "UPDATE", TIMED + "uac\r\n", "");
          isAskedTwiceAtTheEnd(caller, called);
        });
  }

  private static StateStory refreshIsDue(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "a refresh of ours is due",
        List.of(
            call(
                name,
                EndCause.NORMAL,
                List.of(SessionTimed.class, CallEstablished.class),
                List.of(RefreshSent.class))),
        List.of(caller, called),
        () -> talkByATimer(caller, called, "uas"),
        () -> {
          caller.isAsked("UPDATE");
          caller.says(200, "UPDATE", TIMED + "uac\r\n", "");
          hangsUp(called, caller);
        });
  }

  private static StateStory nobodyRefreshes(StatePhones phones, String name) {
    Party caller = phones.party(name);
    Party called = phones.party(name + "a");
    return new StateStory(
        "a session is nearly over that nobody refreshes",
        List.of(
            call(
                name,
                EndCause.SESSION_EXPIRED,
                List.of(SessionTimed.class, CallEstablished.class),
                List.of(CallEnding.class))),
        List.of(caller, called),
        () -> talkByATimer(caller, called, "uac"),
        () -> {
          for (Party party : List.of(caller, called)) {
            assertThat(party.isAsked("BYE")).contains("Reason: Q.850;cause=102");
            party.says(200, "BYE");
          }
        });
  }
}
