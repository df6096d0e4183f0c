package io.switchlog.allinone.live;

import io.switchlog.allinone.request.RequestDesk;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.request.ControlRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// What the stories of states are made of: parties with names of their own, the calls that they
/// make, and what nearly all of them do.
final class StatePhones implements AutoCloseable {
  /// A routing table that finds the parties by the ports in what is dialed.
  static final String ROUTES =
      """
      ring-timeout: 10m
      rtp-timeout: 0s
      rules:
        - {name: one, called: 'one-(\\d+)', dial: {uri: "sip:to@127.0.0.1:$1"}}
        - {name: trunk, called: 'trunk-(\\d+)', dial: {uri: "sip:to@127.0.0.1:$1", credentials: acme}}
        - {name: park, called: 'park-(\\w+)', park: {slots: $1}}
        - {name: fetch, called: 'fetch-(\\w+)', retrieve: {slot: $1}}
        - name: fork
          called: 'fork-(\\d+)-(\\d+)-(\\d+)'
          dial:
            stages:
              - targets: [{uri: "sip:a@127.0.0.1:$1"}, {uri: "sip:b@127.0.0.1:$2"}]
              - targets: [{uri: "sip:c@127.0.0.1:$3"}]
        - name: hunt
          called: 'hunt-(\\d+)-(\\d+)'
          dial:
            stages:
              - targets: [{uri: "sip:a@127.0.0.1:$1", ring: 9s}]
              - targets: [{uri: "sip:b@127.0.0.1:$2"}]
        - name: delay
          called: 'delay-(\\d+)-(\\d+)'
          dial:
            stages:
              - targets: [{uri: "sip:a@127.0.0.1:$1"}, {uri: "sip:b@127.0.0.1:$2", delay: 9s}]
        - name: mixed
          called: 'mixed-(\\d+)-(\\d+)'
          dial:
            targets: [{uri: "sip:a@127.0.0.1:$1", media: bypass}, {uri: "sip:b@127.0.0.1:$2"}]
      """;

  /// What an edge answers the challenges of `trunk` with.
  static final String CREDENTIALS = "acme: {username: switchlog, password: s3cret}";

  static final String SDP = Party.sdp(1, "0 8", "sendrecv");

  private final Cluster cluster;
  private final StateJournal journal;
  private final RequestDesk desk;
  private final List<Party> parties = new ArrayList<>();

  StatePhones(Cluster cluster, StateJournal journal) {
    this.cluster = cluster;
    this.journal = journal;
    this.desk = new RequestDesk(new BusConfig(cluster.kafka()), InstantSource.system());
  }

  Party party(String user) {
    Party party = new Party(user, cluster.edgePort(0));
    parties.add(party);
    return party;
  }

  /// `switchlog call FROM TO`, by the command line.
  void calls(Party from, String to) {
    cluster.run("call", "--detach", from.uri(), to);
  }

  /// The same without a process of its own.
  void asksFor(Party from, String to) {
    String key = from.uri();
    desk.ask(RequestDesk.callFor(key), new ControlRequest.Originate(from.uri(), to, null, 0), key);
  }

  /// Ends a call that [#asksFor] began, as `switchlog hangup` does.
  void isEndedFromOutside(Party from) {
    String key = from.uri();
    desk.ask(RequestDesk.callFor(key), new ControlRequest.HangUp("enough"), "end of " + key);
  }

  // --- what the journal says

  /// Waits until the session of a call is made: nobody takes a place in it before.
  void awaitEstablished(String user) {
    Awaitility.await(user + " to be established")
        .atMost(Duration.ofSeconds(20))
        .until(() -> journal.eventsOf(user).stream().anyMatch(CallEstablished.class::isInstance));
  }

  static StateStory.Traced call(
      String user,
      EndCause cause,
      List<Class<? extends CallEvent>> has,
      List<Class<? extends CallEvent>> lacks) {
    return new StateStory.Traced(user, has, lacks, cause);
  }

  // --- what nearly all do

  /// A party that is called rings.
  static void rings(Party called) {
    called.isAsked("INVITE");
    called.says(180, "INVITE");
  }

  /// A party that was called answers, and its caller hears of it.
  static void answers(Party called, Party caller) {
    called.says(200, "INVITE", "", SDP);
    called.isAsked("ACK");
    caller.hears(200, "INVITE");
    caller.acknowledges();
  }

  /// Two talk.
  static void talk(Party caller, String dialed, Party called) {
    caller.invites(dialed, "", SDP);
    rings(called);
    answers(called, caller);
  }

  /// One of two who talk hangs up.
  static void hangsUp(Party one, Party other) {
    one.asks("BYE");
    one.hears(200, "BYE");
    other.isAsked("BYE");
    other.says(200, "BYE");
  }

  /// A party answers a CANCEL.
  static void isCancelled(Party called) {
    called.isAsked("CANCEL");
    called.says(200, "CANCEL");
    called.says(487, "INVITE");
  }

  /// Somebody waits in a slot.
  static void isParked(Party caller, String slot) {
    caller.invites("park-" + slot, "", SDP);
    caller.hears(200, "INVITE");
    caller.acknowledges();
  }

  @Override
  public void close() {
    parties.forEach(Party::close);
  }
}
