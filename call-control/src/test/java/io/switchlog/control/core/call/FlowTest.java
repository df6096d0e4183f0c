package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is sent inside a dialog goes the way that its peer's messages come: by their listener, and
/// to where a peer behind a NAT is seen.
class FlowTest {
  private static final String SEEN = "203.0.113.50";

  private static ServerTransaction from(int port, String branch) {
    return new ServerTransaction(
        EDGE,
        "key" + branch,
        "outside",
        Transport.UDP,
        SEEN,
        port,
        "",
        List.of("SIP/2.0/UDP 192.168.1.7:5060;branch=" + branch + ";received=" + SEEN));
  }

  /// Without the proxies that are in other stories.
  private static Bytes direct(String message) {
    return Bytes.of(
        message
            .replaceAll("Record-Route: .*\r\n", "")
            .replace("alice@192.0.2.1:506", "alice@192.168.1.7:506"));
  }

  private static Story invited() {
    Story story = Story.relayed();
    return story.step(
        new InviteReceived(from(31_337, "z9hG4bK1"), direct(SipText.invite(314159, "", Sdp.A))));
  }

  private static Story responds(Story story, LegId leg, int status, Flow over) {
    SendRequest invite = story.request("INVITE", leg);
    String response = SipText.response(leg, invite.request(), status, Story.B_TAG, "", Sdp.B);
    return story.step(
        new ResponseReceived(
            leg,
            EDGE,
            invite.request().branch(),
            "INVITE",
            status,
            false,
            Bytes.of(
                response
                    .replaceAll("Record-Route: .*\r\n", "")
                    .replace("@192.0.2.200:5071", "@10.9.8.7:5071")),
            over));
  }

  private static Story talking() {
    Flow over = new Flow(EDGE, "trunks", Transport.UDP, "198.51.100.77", 4_444, "", null);
    return responds(invited().mediaApplied(), B, 200, over).mediaApplied().aAcks("");
  }

  private static Destination way(Story story, String method, LegId leg) {
    return story.request(method, leg).request().destination();
  }

  private static String address(Destination to) {
    Flow along = to.along();
    return (along == null ? "" : along.listener() + " ") + to.host() + ":" + to.port();
  }

  @Test
  void aCallerBehindANatGetsItsByeWhereItIsSeen() {
    Story story = talking().bRequests("BYE", "", "");
    assertThat(address(way(story, "BYE", A))).isEqualTo("outside 203.0.113.50:31337");
    assertThat(story.request("BYE", A).request().uri()).isEqualTo("sip:alice@192.168.1.7:5061");
  }

  @Test
  void aCalledPartyBehindANatGetsItsAckAndItsByeWhereItIsSeen() {
    Story story = talking();
    assertThat(address(story.ack().request().destination())).isEqualTo("trunks 198.51.100.77:4444");
    story.aRequests("BYE", "", "");
    assertThat(address(way(story, "BYE", B))).isEqualTo("trunks 198.51.100.77:4444");
  }

  private static ServerTransaction browser(NodeId edge, String branch, String connection) {
    return new ServerTransaction(
        edge,
        "key" + branch,
        "wss",
        Transport.WSS,
        SEEN,
        connection.hashCode() & 0x7fff,
        connection,
        List.of("SIP/2.0/WSS df7jal23ls0d.invalid;branch=" + branch + ";received=" + SEEN));
  }

  private static Bytes ofBrowser(String message) {
    return Bytes.of(
        message
            .replaceAll("Record-Route: .*\r\n", "")
            .replaceAll(
                "Contact: .*\r\n", "Contact: <sip:alice@df7jal23ls0d.invalid;transport=ws>\r\n"));
  }

  /// The first edge is gone; the browser has connected to the second, and asks there.
  @Test
  void aCallerWhoTurnsToAnotherEdgeIsReachedThere() {
    Story story = Story.relayed();
    story.join(Story.SIBLING);
    story.step(
        new InviteReceived(
            browser(EDGE, "z9hG4bK1", "edge0-1"), ofBrowser(SipText.invite(314159, "", Sdp.A))));
    story.mediaApplied();
    story.loses(EDGE);
    story.step(
        new InviteReceived(
            browser(Story.SIBLING, "z9hG4bK2", "edge1-9"),
            ofBrowser(SipText.invite(314159, "", Sdp.A))));
    story.edge = Story.SIBLING;
    story.bAnswers(200, Story.B_TAG, Sdp.B);
    story.mediaApplied().aAcks("").bRequests("BYE", "", "");
    assertThat(way(story, "BYE", A).flow()).isEqualTo("edge1-9");
  }

  /// Somebody who has heard one says it again from elsewhere, or it was overtaken on the way.
  @Test
  void aRequestThatComesTooLateMovesNothing() {
    Story story = talking();
    story.step(
        new RequestReceived(
            A, from(40_404, "z9hG4bK2"), direct(SipText.ofA("INFO", 314159, "", ""))));
    assertThat(story.answer().status()).isEqualTo(500);
    story.bRequests("BYE", "", "");
    assertThat(address(way(story, "BYE", A))).isEqualTo("outside 203.0.113.50:31337");
  }

  /// RFC 5626 section 4.2: a NAT may give it another address at any time.
  @Test
  void aRequestThatComesAnotherWayMovesTheDialogThere() {
    Story story = talking();
    story.step(
        new RequestReceived(
            A, from(40_404, "z9hG4bK2"), direct(SipText.ofA("INFO", 314160, "", ""))));
    story.bRequests("BYE", "", "");
    assertThat(address(way(story, "BYE", A))).isEqualTo("outside 203.0.113.50:40404");
  }

  @Test
  void progressOfAPartyBehindANatIsAcknowledgedWhereItIsSeen() {
    Flow over = new Flow(EDGE, "trunks", Transport.UDP, "198.51.100.77", 4_444, "", null);
    Story story = invited().mediaApplied();
    SendRequest invite = story.request("INVITE", B);
    String progress =
        SipText.response(
            B, invite.request(), 180, Story.B_TAG, "Require: 100rel\r\nRSeq: 7\r\n", "");
    story.step(
        new ResponseReceived(
            B,
            EDGE,
            invite.request().branch(),
            "INVITE",
            180,
            false,
            Bytes.of(
                progress
                    .replaceAll("Record-Route: .*\r\n", "")
                    .replace("@192.0.2.200:5071", "@10.9.8.7:5071")),
            over));
    assertThat(address(way(story, "PRACK", B))).isEqualTo("trunks 198.51.100.77:4444");
  }

  @Test
  void anEdgeThatIsLostLeavesTheWayToItsHeir() {
    Story story = talking();
    story.join(Story.SIBLING);
    story.loses(EDGE);
    story.bRequests("BYE", "", "");
    assertThat(address(way(story, "BYE", A))).isEqualTo("outside 203.0.113.50:31337");
  }
}
