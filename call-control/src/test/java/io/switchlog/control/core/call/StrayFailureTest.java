package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A_TAG;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.SIBLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import org.junit.jupiter.api.Test;

/// Failures of INVITEs of ours that come to an edge without their transaction (RFC 3261 section
/// 17.1.1.3).
///
/// Holds `StrayFailure`, `FailureAck`, `Reply` and `OfAnswers`.
class StrayFailureTest {
  private static Story stray(Story story) {
    story.strays = true;
    return story;
  }

  /// The ACK of the latest step goes where the INVITE went, names it by its branch and repeats its
  /// headers, and the To is the failure's.
  private static void acknowledges(Story story, RequestPattern invite, String method, String tag) {
    SendAck ack = story.last(SendAck.class);
    assertThat(story.ordered()).contains(ack.leg() + ":ACK");
    assertThat(ack.inviteBranch()).isEqualTo(invite.branch());
    assertThat(ack.toTag()).isEqualTo(tag);
    RequestPattern request = ack.request();
    assertThat(request.method()).isEqualTo("ACK");
    assertThat(request.uri()).isEqualTo(invite.uri());
    assertThat(request.branch()).isEqualTo(invite.branch());
    assertThat(request.destination()).isEqualTo(invite.destination());
    assertThat(request.contactUser()).isEmpty();
    assertThat(request.body()).isEqualTo(Bytes.EMPTY);
    String headers = request.headers().toString();
    assertThat(headers).contains("To: ").contains(";tag=" + tag + "\r\n");
    for (String line : invite.headers().toString().lines().toList()) {
      if (line.startsWith("From:") || line.startsWith("Call-ID:") || line.startsWith("Route:")) {
        assertThat(headers).contains(line);
      } else if (line.startsWith("CSeq:")) {
        assertThat(headers).contains(line.replace(method, "ACK"));
      }
    }
  }

  @Test
  void aRefusalThatCameToARestartedEdgeIsAcknowledged() {
    Story story = stray(Story.ringing().restarts(EDGE));
    RequestPattern invite = story.request("INVITE", B).request();

    story.bAnswers(486, "busy", "");

    assertThat(story.told())
        .containsExactly(
            "FailureAcknowledged", "LegFailed", "CallEnding", "InviteRefused", "CallEnded");
    acknowledges(story, invite, "INVITE", "busy");
  }

  @Test
  void theEndOfACancelledInviteIsAcknowledged() {
    Story story = Story.ringing();
    RequestPattern invite = story.request("INVITE", B).request();
    story.aCancels(true).restarts(EDGE);
    assertThat(story.ordered()).containsExactly("2:CANCEL");

    stray(story).bAnswers(487, B_TAG, "");

    assertThat(story.told()).containsExactly("FailureAcknowledged", "LegClosed", "CallEnded");
    acknowledges(story, invite, "INVITE", B_TAG);
  }

  @Test
  void theAckLeavesFromWhereTheRefusalCame() {
    Story story = stray(Story.ringing());
    story.edge = SIBLING;

    story.bAnswers(486, "busy", "");

    assertThat(story.commands.getFirst().target()).isEqualTo(SIBLING);
    assertThat(story.commands.getFirst().command()).isInstanceOf(SendAck.class);
  }

  @Test
  void aRefusedReInviteIsAcknowledgedInsideItsDialog() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A);
    RequestPattern invite = story.request("INVITE", B).request();

    stray(story).bResponds("INVITE", 488, "");

    assertThat(story.told()).containsExactly("FailureAcknowledged", "ResponsePassed");
    acknowledges(story, invite, "INVITE", B_TAG);

    story.bResponds("INVITE", 488, "");
    assertThat(story.events).isEmpty();
    acknowledges(story, invite, "INVITE", B_TAG);
  }

  @Test
  void aRefusedReofferIsAcknowledged() {
    Story story = Story.talking();
    story.restarts(Story.MEDIA).mediaApplied();
    RequestPattern invite = story.request("INVITE", Story.A).request();

    stray(story).aResponds("INVITE", 491, "");

    assertThat(story.told()).containsExactly("FailureAcknowledged", "ReofferDeferred");
    acknowledges(story, invite, "INVITE", A_TAG);
  }

  @Test
  void aRefusalThatComesAgainAfterTheEndIsAcknowledgedOnce() {
    Story story = Story.ringing();
    RequestPattern invite = story.request("INVITE", B).request();
    story.bAnswers(486, "busy", "");
    assertThat(story.state).isInstanceOf(EndedCall.class);

    stray(story.restarts(EDGE)).bAnswers(486, "busy", "");

    assertThat(story.events).isEmpty();
    assertThat(story.ordered()).containsExactly("2:ACK");
    acknowledges(story, invite, "INVITE", "busy");
  }

  @Test
  void aRefusalThatTheEdgeAcknowledgedIsLeftAlone() {
    Story story = Story.ringing().bAnswers(486, "busy", "");
    assertThat(story.ordered()).containsExactly("1:486 INVITE", "release");
    assertThat(Story.ringing().bAnswers(486, "busy", "").bAnswers(486, "busy", "").ordered())
        .isEmpty();
  }

  @Test
  void aFailedByeHasNoAck() {
    Story story = stray(Story.talking().aRequests("BYE", "", ""));
    story.bResponds("BYE", 481, "");
    assertThat(story.ordered()).containsExactly("release");
  }
}
