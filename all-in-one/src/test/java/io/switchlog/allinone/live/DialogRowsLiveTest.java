package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What dialogs and ring plans do when things go otherwise, through `switchlog dev`, with phones
/// that say one message at a time where SIPp cannot: requests that cross, forks on the way,
/// refusals, header fields that cross. At the end all that was recorded is decided again. What SIPp
/// plays is in [DialogLayerLiveTest], [RingPlanLiveTest] and [LiveCallsTest].
class DialogRowsLiveTest {
  private static final String ROUTES =
      """
      rtp-timeout: 0s
      session-timer: 10m
      rules:
        - name: one
          called: 'one-(\\d+)'
          dial: {uri: "sip:to@127.0.0.1:$1"}
          requests: {REFER: pass, NOTIFY: accept}
        - name: hunt
          called: 'hunt-(\\d+)-(\\d+)'
          dial:
            stages:
              - targets: [{uri: "sip:a@127.0.0.1:$1"}]
              - targets: [{uri: "sip:b@127.0.0.1:$2"}]
        - name: gone
          called: 'gone-(\\d+)-(\\d+)'
          dial:
            stages:
              - targets: [{uri: "sip:a@127.0.0.1:$1;transport=tcp"}]
              - targets: [{uri: "sip:b@127.0.0.1:$2"}]
        - name: fork
          called: 'fork-(\\d+)-(\\d+)-(\\d+)'
          dial:
            stages:
              - targets: [{uri: "sip:a@127.0.0.1:$1"}, {uri: "sip:b@127.0.0.1:$2"}]
              - targets: [{uri: "sip:c@127.0.0.1:$3"}]
        - name: passed
          called: 'passed-(\\d+)'
          dial: {uri: "sip:to@127.0.0.1:$1", redirections: pass}
      """;

  private static final String SDP = Party.sdp(1, "0 8", "sendrecv");
  private static Exchange exchange;

  private final List<Party> parties = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path routes = Files.writeString(folder.resolve("routes.yaml"), ROUTES);
    exchange = Exchange.start(folder.resolve("exchange"), "--config", routes.toString());
  }

  /// All that was recorded is decided the same again.
  @AfterAll
  static void end() {
    exchange.awaitNoLiveCalls();
    assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    exchange.close();
  }

  @AfterEach
  void nothingIsLeft() {
    List<String> left = new ArrayList<>();
    parties.forEach(party -> left.addAll(party.leftOver()));
    parties.forEach(Party::close);
    assertThat(left).as("messages that nobody waited for").isEmpty();
  }

  private Party party(String user) {
    Party party = new Party(user, exchange.sipPort());
    parties.add(party);
    return party;
  }

  private void talk(Party caller, Party called, String lines) {
    caller.invites("one-" + called.port(), lines, SDP);
    StatePhones.rings(called);
    StatePhones.answers(called, caller);
  }

  private static void acknowledged(Party party, int status, String method) {
    party.hears(status, method);
    party.acknowledgesFailure();
  }

  // --- requests that cross, and refusals

  /// RFC 3261 section 14.2.
  @Test
  void aReInviteThatMeetsAnotherIsToComeAgain() {
    Party ann = party("ann");
    Party bob = party("bob");
    talk(ann, bob, "");
    ann.asks("INVITE", "", Party.sdp(2, "0 8", "sendonly"));
    bob.isAsked("INVITE");
    bob.asks("INVITE", "", Party.sdp(2, "0 8", "sendrecv"));
    acknowledged(bob, 491, "INVITE");
    bob.says(200, "INVITE", "", Party.sdp(2, "0 8", "recvonly"));
    assertThat(ann.hears(200, "INVITE")).contains("a=recvonly");
    ann.acknowledges();
    bob.isAsked("ACK");
    bob.asks("INVITE", "", Party.sdp(3, "0 8", "recvonly"));
    ann.isAsked("INVITE");
    ann.says(200, "INVITE", "", Party.sdp(3, "0 8", "sendonly"));
    bob.hears(200, "INVITE");
    bob.acknowledges();
    ann.isAsked("ACK");
    StatePhones.hangsUp(ann, bob);
  }

  /// RFC 3261 section 14.1: as if nobody had asked.
  @Test
  void aReInviteThatIsRefusedLeavesAllAsItWas() {
    Party ann = party("ann");
    Party bob = party("bob");
    talk(ann, bob, "");
    ann.asks("INVITE", "", Party.sdp(2, "0 8", "inactive"));
    bob.isAsked("INVITE");
    bob.says(488, "INVITE", "Warning: 399 bob \"not now\"\r\n", "");
    bob.isAsked("ACK");
    acknowledged(ann, 488, "INVITE");
    bob.asks("INFO", "", "");
    ann.isAsked("INFO");
    ann.says(200, "INFO");
    bob.hears(200, "INFO");
    StatePhones.hangsUp(bob, ann);
  }

  /// RFC 3261 section 12.2.1.2: to one the dialog is gone, so it is for the other.
  @Test
  void a481ToAReInviteEndsTheDialog() {
    Party ann = party("ann");
    Party bob = party("bob");
    talk(ann, bob, "");
    ann.asks("INVITE", "", Party.sdp(2, "0 8", "sendrecv"));
    bob.isAsked("INVITE");
    bob.says(481, "INVITE");
    bob.isAsked("ACK");
    acknowledged(ann, 481, "INVITE");
    ann.isAsked("BYE");
    ann.says(200, "BYE");
    bob.isAsked("BYE");
    bob.says(481, "BYE");
  }

  /// RFC 3261 section 15.1.2.
  @Test
  void byesThatCrossAreBothAnswered() {
    Party ann = party("ann");
    Party bob = party("bob");
    talk(ann, bob, "");
    ann.asks("BYE");
    ann.hears(200, "BYE");
    bob.isAsked("BYE");
    bob.asks("BYE");
    bob.hears(200, "BYE");
    bob.says(200, "BYE");
  }

  /// RFC 3261 section 9.1: the answer was on its way.
  @Test
  void whoAnswersWhileItIsCancelledIsHungUpOn() {
    Party ann = party("ann");
    Party bob = party("bob");
    ann.invites("one-" + bob.port(), "", SDP);
    StatePhones.rings(bob);
    ann.hears(180, "INVITE");
    ann.cancels("Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n");
    ann.hears(200, "CANCEL");
    acknowledged(ann, 487, "INVITE");
    assertThat(bob.isAsked("CANCEL")).contains("Reason: SIP;cause=200");
    bob.says(200, "INVITE", "", SDP);
    bob.says(200, "CANCEL");
    bob.isAsked("ACK");
    bob.isAsked("BYE");
    bob.says(200, "BYE");
  }

  /// RFC 4028 section 7.3.
  @Test
  void aPartyThatWantsToBeRefreshedLessOftenIsAskedOnceMore() {
    Party ann = party("ann");
    Party bob = party("bob");
    ann.invites("one-" + bob.port(), "", SDP);
    assertThat(bob.isAsked("INVITE")).contains("Session-Expires: 600\r\n");
    bob.says(422, "INVITE", "Min-SE: 7200\r\n", "");
    bob.isAsked("ACK");
    assertThat(bob.isAsked("INVITE")).contains("Min-SE: 7200\r\n", "Session-Expires: 7200");
    bob.says(200, "INVITE", "Require: timer\r\nSession-Expires: 7200;refresher=uas\r\n", SDP);
    bob.isAsked("ACK");
    assertThat(ann.hears(200, "INVITE")).contains("Session-Expires: 600;refresher=uas");
    ann.acknowledges();
    StatePhones.hangsUp(ann, bob);
  }

  // --- forks, routes

  /// RFC 3261 section 13.2.2.4, of a proxy on the way: each that answers has a dialog of its own.
  @Test
  void ofTwoThatAnswerOneInviteOneTalksAndTheOtherIsHungUpOn() {
    Party ann = party("ann");
    Party bob = party("bob");
    Party tablet = party("tablet");
    ann.invites("one-" + bob.port(), "", SDP);
    tablet.isAskedToo(bob.isAsked("INVITE"));
    bob.says(180, "INVITE");
    tablet.says(183, "INVITE");
    ann.hears(180, "INVITE");
    tablet.says(200, "INVITE", "", SDP);
    tablet.isAsked("ACK");
    ann.hears(200, "INVITE");
    ann.acknowledges();
    bob.says(200, "INVITE", "", SDP);
    bob.isAsked("ACK");
    bob.isAsked("BYE");
    bob.says(200, "BYE");
    StatePhones.hangsUp(tablet, ann);
  }

  /// RFC 3261 sections 12.1.2 and 12.2.1.1: a loose router gets the target as Request-URI, a strict
  /// one its own name.
  @Test
  void whatIsSentInsideADialogGoesByItsRoutes() {
    for (String lr : List.of(";lr", "")) {
      Party ann = party("ann");
      Party bob = party("bob");
      Party proxy = party("proxy");
      ann.invites("one-" + bob.port(), "", SDP);
      proxy.isAskedToo(bob.isAsked("INVITE"));
      String route = "sip:127.0.0.1:" + proxy.port() + lr;
      bob.says(200, "INVITE", "Record-Route: <" + route + ">\r\n", SDP);
      String ack = proxy.isAsked("ACK");
      String contact = bob.uri();
      assertThat(ack)
          .startsWith("ACK " + (lr.isEmpty() ? route : contact) + " SIP/2.0\r\n")
          .contains("Route: <" + (lr.isEmpty() ? contact : route) + ">\r\n");
      ann.hears(200, "INVITE");
      ann.acknowledges();
      ann.asks("BYE");
      ann.hears(200, "BYE");
      proxy.isAsked("BYE");
      proxy.says(200, "BYE");
    }
  }

  /// RFC 3261 section 12.2.2: the Contact of a re-INVITE is where it is from then on.
  @Test
  void aPartyThatMovesIsReachedWhereItIs() {
    Party ann = party("ann");
    Party bob = party("bob");
    Party elsewhere = party("elsewhere");
    talk(ann, bob, "");
    ann.movesTo(elsewhere);
    ann.asks("INVITE", "", Party.sdp(2, "0", "sendrecv"));
    bob.isAsked("INVITE");
    bob.says(200, "INVITE", "", Party.sdp(2, "0", "sendrecv"));
    ann.hears(200, "INVITE");
    ann.acknowledges();
    bob.isAsked("ACK");
    bob.asks("BYE");
    bob.hears(200, "BYE");
    elsewhere.isAsked("BYE");
    elsewhere.says(200, "BYE");
  }

  // --- header fields

  @Test
  void whatTheExchangeDoesNotKnowCrossesAndWhatShowsThePathDoesNot() {
    Party ann = party("ann");
    Party bob = party("bob");
    String uuid = "0123456789abcdef0123456789abcdef";
    ann.invites(
        "one-" + bob.port(),
        "X-Account: 7\r\nUser-to-User: 56a3;encoding=hex\r\nSession-ID: "
            + uuid
            + ";remote=00000000000000000000000000000000\r\n",
        SDP);
    String invite = bob.isAsked("INVITE");
    assertThat(invite)
        .contains("X-Account: 7\r\n", "User-to-User: 56a3;encoding=hex\r\n")
        .contains("Session-ID: " + uuid + ";remote=")
        .doesNotContain("z9hG4bKann", "Record-Route", "ann@127.0.0.1:" + ann.port() + ">");
    assertThat(invite.lines().filter(line -> line.startsWith("Via:"))).hasSize(1);
    bob.says(180, "INVITE", "X-Queue: 3\r\n", "");
    assertThat(ann.hears(180, "INVITE")).contains("X-Queue: 3\r\n");
    bob.says(200, "INVITE", "X-Agent: bob\r\nUser-to-User: 4711;encoding=hex\r\n", SDP);
    bob.isAsked("ACK");
    assertThat(ann.hears(200, "INVITE"))
        .contains("X-Agent: bob\r\n", "User-to-User: 4711;encoding=hex\r\n")
        .contains(";remote=" + uuid)
        .doesNotContain(bob.uri());
    ann.acknowledges();
    bob.asks("BYE", "Reason: Q.850;cause=16;text=\"done\"\r\nUser-to-User: ff\r\n", "");
    bob.hears(200, "BYE");
    assertThat(ann.isAsked("BYE"))
        .contains("Reason: Q.850;cause=16;text=\"done\"\r\n", "User-to-User: ff\r\n");
    ann.says(200, "BYE");
  }

  @Test
  void whatAFailureSaysCrosses() {
    Party ann = party("ann");
    Party bob = party("bob");
    ann.invites("one-" + bob.port(), "", SDP);
    bob.isAsked("INVITE");
    bob.says(486, "INVITE", "X-Why: meeting\r\nReason: Q.850;cause=17\r\n", "");
    bob.isAsked("ACK");
    assertThat(ann.hears(486, "INVITE")).contains("X-Why: meeting\r\n", "Reason: Q.850;cause=17");
    ann.acknowledgesFailure();
  }

  /// By the rule's `requests`, and what is usual.
  @Test
  void requestsInsideADialogArePassedTakenOrRefused() {
    Party ann = party("ann");
    Party bob = party("bob");
    talk(ann, bob, "");
    ann.asks("REFER", "Refer-To: <sip:carol@example.org>\r\n", "");
    assertThat(bob.isAsked("REFER")).contains("Refer-To: <sip:carol@example.org>\r\n");
    bob.says(202, "REFER");
    ann.hears(202, "REFER");
    bob.asks("NOTIFY", "Event: keep-alive\r\nSubscription-State: active\r\n", "");
    bob.hears(200, "NOTIFY");
    bob.asks("MESSAGE", "", "");
    ann.isAsked("MESSAGE");
    ann.says(415, "MESSAGE");
    bob.hears(415, "MESSAGE");
    ann.asks("SUBSCRIBE", "Event: dialog\r\nExpires: 60\r\n", "");
    ann.hears(405, "SUBSCRIBE");
    StatePhones.hangsUp(ann, bob);
  }

  // --- ring plans

  /// RFC 3261 section 16.7: nobody else is asked after a 6xx.
  @Test
  void a6xxStopsThePlan() {
    Party ann = party("ann");
    Party a = party("a");
    Party b = party("b");
    Party c = party("c");
    ann.invites("fork-%d-%d-%d".formatted(a.port(), b.port(), c.port()), "", SDP);
    StatePhones.rings(a);
    StatePhones.rings(b);
    ann.hears(180, "INVITE");
    b.says(603, "INVITE");
    b.isAsked("ACK");
    a.isAsked("CANCEL");
    a.says(200, "CANCEL");
    a.says(487, "INVITE");
    a.isAsked("ACK");
    acknowledged(ann, 603, "INVITE");
  }

  /// RFC 3261 section 21.5.4.
  @Test
  void a503LeadsToTheNextTarget() {
    Party ann = party("ann");
    Party a = party("a");
    Party b = party("b");
    ann.invites("hunt-%d-%d".formatted(a.port(), b.port()), "", SDP);
    a.isAsked("INVITE");
    a.says(503, "INVITE", "Retry-After: 30\r\n", "");
    a.isAsked("ACK");
    StatePhones.rings(b);
    StatePhones.answers(b, ann);
    StatePhones.hangsUp(b, ann);
  }

  @Test
  void whereNobodyListensTheNextStageRings() {
    Party ann = party("ann");
    Party b = party("b");
    ann.invites("gone-%d-%d".formatted(Ports.free(), b.port()), "", SDP);
    StatePhones.rings(b);
    StatePhones.answers(b, ann);
    StatePhones.hangsUp(ann, b);
  }

  /// RFC 3261 section 8.1.3.4, where the rule passes it on.
  @Test
  void aRedirectionIsPassedWhereTheRuleSaysSo() {
    Party ann = party("ann");
    Party bob = party("bob");
    ann.invites("passed-" + bob.port(), "", SDP);
    bob.isAsked("INVITE");
    bob.says(302, "INVITE", "Contact: <sip:bob@example.net>;q=0.5\r\n", "");
    bob.isAsked("ACK");
    assertThat(ann.hears(302, "INVITE")).contains("Contact: <sip:bob@example.net>;q=0.5");
    ann.acknowledgesFailure();
  }
}
