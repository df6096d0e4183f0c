package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.SipText.line;
import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import org.junit.jupiter.api.Test;

/// A call from phone to phone whose audio we relay.
///
/// Holds `CallTable`, `LegTable`, `Offering`, `PlanTable`, `PlanInput`, `RingPlan`, `EarlySession`,
/// `DialingLeg`, `Acknowledgement`, `Unacknowledged`, `Crossing`, `Consequences`, `Invitation`,
/// `Invite` and `RelayedSession`.
class RelayedCallTest {
  @Test
  void aPlainCallFromInviteToByeTellsNineteenEvents() {
    Story story = Story.talking();
    story.aRequests("BYE", "", "");
    story.bResponds("BYE", 200, "");
    assertThat(story.toldInAll())
        .containsExactly(
            "CallOffered",
            "CallRouted",
            "MediaRequested",
            "MediaReady",
            "LegDialed",
            "LegRang",
            "LegPickedUp",
            "InviteAnswered",
            "CallAnswered",
            "LegsBridged",
            "MediaRequested",
            "MediaReady",
            "LegConfirmed",
            "CallEstablished",
            "LegLeft",
            "CallEnding",
            "LegDismissed",
            "LegClosed",
            "CallEnded");
    assertThat(story.ordered()).containsExactly("release");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.NORMAL);
    assertThat(story.event(CallEnded.class).established()).isTrue();
    assertThat(story.state).isInstanceOf(EndedCall.class);
    assertThat(story.armed(CallTimer.RETENTION).due()).isEqualTo(story.now.plusSeconds(64));
  }

  @Test
  void anInviteAsksForMediaBeforeAnybodyIsDialed() {
    Story story = Story.relayed().invites(Sdp.A);
    assertThat(story.ordered()).containsExactly("plan 1");
    assertThat(story.event(CallRouted.class).rule()).isEqualTo("all");
    assertThat(story.event(CallRouted.class).tableVersion()).isEqualTo(7);
    Endpoint caller = story.plan().endpoints().getFirst();
    assertThat(caller.remote()).isEqualTo(new RemoteAddress("192.0.2.1", 49170, 49171));
    assertThat(caller.source()).isEqualTo(new Source.Relay(B));
    assertThat(story.plan().endpoints().getLast().remote()).isNull();
    assertThat(story.armed(CallTimer.MEDIA_ANSWER).due()).isEqualTo(story.now.plusSeconds(10));
  }

  @Test
  void theCalledPartySeesOnlyUs() {
    Story story =
        Story.relayed()
            .invites(Sdp.A, "Subject: lunch\r\nX-Account: 7\r\nP-Asserted-Identity: <sip:x@y>\r\n")
            .mediaApplied();
    SendRequest invite = story.request("INVITE", B);
    String headers = invite.request().headers().toString();
    assertThat(invite.request().uri()).isEqualTo("sip:bob@192.0.2.200:5070");
    assertThat(invite.request().destination().host()).isEqualTo("192.0.2.200");
    assertThat(invite.request().destination().port()).isEqualTo(5070);
    assertThat(line(headers, "From"))
        .isEqualTo("From: \"Alice\" <sip:alice@198.51.100.10>;tag=" + token(B) + "\r\n");
    assertThat(line(headers, "To")).isEqualTo("To: \"Bob\" <sip:bob@192.0.2.200:5070>\r\n");
    assertThat(headers).contains("Max-Forwards: 69", "Subject: lunch", "X-Account: 7");
    assertThat(headers + invite.request().body())
        .doesNotContain("192.0.2.1\r", "192.0.2.1:", "a84b4c76", "1928301774", "proxy.example")
        .doesNotContain("secret-phone", "P-Asserted", "someone");
    assertThat(invite.request().body().toString())
        .contains("c=IN IP4 203.0.113.9", "m=audio 40004 RTP/AVP 0 8 101", "o=- ");
    assertThat(invite.request().contactUser()).isEqualTo(token(B));
    assertThat(invite.request().branch()).startsWith("z9hG4bK" + token(B) + ".");
    assertThat(story.armed(Story.RING).due()).isEqualTo(story.now.plusSeconds(30));
  }

  @Test
  void ringingCrossesWithoutTheCalledSidesNames() {
    Story story = Story.ringing();
    assertThat(story.ordered()).containsExactly("1:180 INVITE");
    String headers = story.answer().headers().toString();
    assertThat(line(headers, "To"))
        .isEqualTo("To: \"Bob\" <sip:bob@example.com>;tag=" + token(A) + "\r\n");
    assertThat(headers).contains("Record-Route: <sip:proxy.example.com;lr>");
    assertThat(headers).doesNotContain("p1.example.net", B_TAG, "hidden/2");
    assertThat(story.answer().contactUser()).isEqualTo(token(A));
  }

  @Test
  void anAnswerIsAcknowledgedAndPassedAtOnceWithoutWaitingForTheNewPlan() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 2");
    assertThat(story.answer().body().toString())
        .contains("c=IN IP4 203.0.113.9", "m=audio 40002 RTP/AVP")
        .doesNotContain("192.0.2.200");
    SendAck ack = story.last(SendAck.class);
    assertThat(ack.toTag()).isEqualTo(B_TAG);
    assertThat(ack.request().uri()).isEqualTo("sip:2" + B_TAG + "@192.0.2.200:5071");
    // RFC 3261 section 12.1.2: the route set in reverse.
    assertThat(ack.request().headers().toString())
        .contains(
            "Route: <sip:p2.example.net;lr>\r\nRoute: <sip:p1.example.net;lr>\r\n", "CSeq: 1 ACK");
    assertThat(ack.request().destination().host()).isEqualTo("p2.example.net");
    assertThat(story.plan().endpoints().getLast().remote())
        .isEqualTo(new RemoteAddress("192.0.2.200", 50000, 50001));
    assertThat(story.plan().endpoints().getLast().rtpTimeoutMillis()).isEqualTo(20_000);
    assertThat(story.armed(CallTimer.MAX_DURATION).due()).isEqualTo(story.now.plusSeconds(3600));
    assertThat(story.timers()).doesNotContainKey(Story.RING.text());
  }

  @Test
  void establishedIsToldOnceWhateverComesLast() {
    Story ackFirst = Story.ringing().bAnswers(200, B_TAG, Sdp.B).aAcks("");
    assertThat(ackFirst.told()).containsExactly("LegConfirmed");
    ackFirst.mediaApplied();
    assertThat(ackFirst.told()).containsExactly("MediaReady", "CallEstablished");
    Story mediaFirst = Story.ringing().bAnswers(200, B_TAG, Sdp.B).mediaApplied();
    assertThat(mediaFirst.told()).containsExactly("MediaReady");
    mediaFirst.aAcks("");
    assertThat(mediaFirst.told()).containsExactly("LegConfirmed", "CallEstablished");
  }

  @Test
  void anAckAtAnotherEdgeStopsTheOneThatResends() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    story.aAcks("", Story.SIBLING);
    assertThat(story.ordered()).containsExactly("1:stop");
    assertThat(story.commands.getFirst().target()).isEqualTo(Story.EDGE);
    story.aAcks("");
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void earlyMediaReachesTheCallerAndThePlan() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied();
    story.bAnswers(183, B_TAG, "P-Early-Media: sendrecv\r\n", Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE", "plan 2");
    assertThat(story.answer().body().toString()).contains("m=audio 40002");
    assertThat(story.answer().headers().toString())
        .contains("P-Early-Media: sendrecv", "Content-Type: application/sdp");
    story.bAnswers(180, "other-fork", "");
    assertThat(story.ordered()).containsExactly("1:180 INVITE");
    // A 2xx that leaves out what a 18x said means the same.
    story.bAnswers(200, B_TAG, "");
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 3");
    assertThat(story.answer().body().toString()).contains("m=audio 40002");
  }

  @Test
  void aDelayedOfferCrossesInTheTwoHundredAndItsAnswerInTheAck() {
    Story story = Story.relayed().invites("");
    assertThat(story.ordered()).containsExactly("plan 1");
    story.mediaApplied();
    story.bAnswers(183, B_TAG, Sdp.B);
    assertThat(story.answer().body().isEmpty()).isTrue();
    assertThat(story.request("INVITE", B).request().body().isEmpty()).isTrue();
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:200 INVITE");
    assertThat(story.answer().body().toString()).contains("m=audio 40002");
    story.aAcks(Sdp.A);
    assertThat(story.ordered()).containsExactly("2:ACK", "plan 2");
    assertThat(story.last(SendAck.class).request().body().toString())
        .contains("m=audio 40004", "203.0.113.9");
    assertThat(story.plan().endpoints())
        .extracting(Endpoint::remote)
        .containsExactly(
            new RemoteAddress("192.0.2.1", 49170, 49171),
            new RemoteAddress("192.0.2.200", 50000, 50001));
    story.mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady", "CallEstablished");
  }

  /// RFC 3261 section 13.2.2.4: the ACK to a repeated 2xx is the same, so it has the answer too.
  @Test
  void theAckOfADelayedOfferIsRepeatedWithItsAnswer() {
    Story story = Story.relayed().invites("").mediaApplied().bAnswers(200, B_TAG, Sdp.B);
    story.aAcks(Sdp.A);
    SendAck first = story.last(SendAck.class);
    story.mediaApplied();

    story.bAnswers(200, B_TAG, Sdp.B);

    assertThat(story.told()).containsExactly("AckRepeated");
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(story.last(SendAck.class).request().body()).isEqualTo(first.request().body());
  }

  @Test
  void aDelayedOfferWithoutAnAnswerEndsTheCall() {
    Story story = Story.relayed().invites("").mediaApplied().bAnswers(200, B_TAG, Sdp.B).aAcks("");
    assertThat(story.ordered()).containsExactly("2:ACK", "1:BYE", "2:BYE");
    story.aResponds("BYE", 200, "").bResponds("BYE", 200, "");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.PROTOCOL_ERROR);
  }

  @Test
  void otherStreamsAreRefusedInTheirPlace() {
    Story story = Story.relayed().invites(Sdp.VIDEO_TOO).mediaApplied();
    assertThat(story.request("INVITE", B).request().body().toString())
        .contains("m=audio 40004 ", "m=video 0 RTP/AVP 31");
    Story nothing = Story.relayed().invites(Sdp.VIDEO_ONLY);
    assertThat(nothing.ordered()).containsExactly("1:488 INVITE");
  }

  @Test
  void bypassPassesDescriptionsAsTheyAre() {
    Story story = Story.bypassed().invites(Sdp.A);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString()).isEqualTo(Sdp.A);
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE");
    assertThat(story.answer().body().toString()).isEqualTo(Sdp.B);
    story.aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "CallEstablished");
  }
}
