package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static io.switchlog.control.core.call.Story.OTHER_MEDIA;
import static io.switchlog.control.core.call.Story.SIBLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.event.AggregateEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nodes that die under a call.
///
/// Holds `SendingAgain` and `PartitionView`.
class NodesTest {
  private static void allGoTo(Story story, NodeId node) {
    assertThat(story.commands).isNotEmpty().allMatch(command -> command.target().equals(node));
  }

  @Test
  void byesGoThroughTheSiblingOfADeadEdge() {
    Story story = Story.talking();
    story.join(SIBLING);
    story.loses(EDGE);
    assertThat(story.told()).containsExactly("LegMoved", "LegMoved");
    story.edge = SIBLING;
    story.aRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("1:200 BYE", "2:BYE");
    allGoTo(story, SIBLING);
  }

  @Test
  void aRequestWithoutAnOutcomeIsSentAgainTheSame() {
    Story story = Story.talking();
    story.join(SIBLING);
    story.aRequests("INFO", "", "Signal=1\r\n");
    RequestPattern first = story.request("INFO", B).request();
    story.loses(EDGE);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:INFO");
    allGoTo(story, SIBLING);
    assertThat(story.request("INFO", B).request()).isEqualTo(first);
    story.bResponds("INFO", 200, "");
    assertThat(story.ordered()).containsExactly("1:200 INFO");
    allGoTo(story, SIBLING);
  }

  @Test
  void aRestartedEdgeGetsWhatItForgot() {
    Story ringing = Story.ringing();
    RequestPattern invite = ringing.request("INVITE", B).request();
    ringing.restarts(EDGE);
    assertThat(ringing.ordered()).containsExactly("2:INVITE");
    assertThat(ringing.request("INVITE", B).request()).isEqualTo(invite);
    Story leaving = Story.talking().aRequests("BYE", "", "").restarts(EDGE);
    assertThat(leaving.ordered()).containsExactly("2:BYE");
    assertThat(Story.talking().restarts(EDGE).events).isEmpty();
  }

  @Test
  void anUnacknowledgedAnswerIsSentAgainFromTheSibling() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    story.join(SIBLING);
    String body = story.answer().body().toString();
    story.loses(EDGE);
    assertThat(story.ordered()).containsExactly("1:200 INVITE", "2:ACK");
    assertThat(story.answer().body().toString()).isEqualTo(body);
    allGoTo(story, SIBLING);
  }

  @Test
  void anAckThatMayHaveDiedWithItsEdgeLeavesAgainForAsLongAsItIsWaitedFor() {
    Story story = Story.talking();
    RequestPattern first = story.ack().request();
    story.join(SIBLING);
    story.now = story.now.plusSeconds(31);
    story.loses(EDGE);
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(story.ack().request()).isEqualTo(first);
    allGoTo(story, SIBLING);
    story.restarts(EDGE);
    story.now = story.now.plusSeconds(1);
    assertThat(story.loses(SIBLING).told()).containsExactly("LegMoved", "LegMoved");
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void aByeWhoseAnswerDiedWithItsEdgeIsAnsweredTheSame() {
    Story story = Story.talking().aRequests("BYE", "", "");
    story.edge = SIBLING;
    assertThat(story.aRepeats("BYE").ordered()).containsExactly("1:200 BYE");
    assertThat(story.told()).isEmpty();
    story.bResponds("BYE", 200, "");
    assertThat(story.state).isInstanceOf(EndedCall.class);
    assertThat(story.aRepeats("BYE").ordered()).containsExactly("1:200 BYE");
    assertThat(story.aRequests("BYE", "", "").ordered()).containsExactly("1:481 BYE");
  }

  @Test
  void theLatestEdgeOfADialogServesIt() {
    Story story = Story.talking();
    story.join(SIBLING);
    story.edge = SIBLING;
    story.aRequests("OPTIONS", "", "").bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:BYE");
    allGoTo(story, SIBLING);
  }

  @Test
  void aCallThatWasNotDialedIsPlannedElsewhere() {
    Story story = Story.relayed();
    story.nodes.remove(MEDIA);
    story.join(OTHER_MEDIA);
    story.invites(Sdp.A);
    story.join(MEDIA);
    story.loses(OTHER_MEDIA);
    assertThat(story.ordered()).containsExactly("plan 2", "release");
    story.mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady", "LegDialed");
  }

  @Test
  void aRestartedMediaNodeHasForgottenItsPorts() {
    assertThat(Story.relayed().invites(Sdp.A).restarts(MEDIA).ordered()).containsExactly("plan 2");
    assertThat(Story.talking().restarts(OTHER_MEDIA).events).isEmpty();
  }

  @Test
  void legsOfAnEdgeThatDiedAloneAreTakenByTheNextOne() {
    Story story = Story.talking().aRequests("INFO", "", "Signal=1\r\n").loses(EDGE);
    assertThat(story.events).isEmpty();
    story.restarts(SIBLING);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:INFO");
    allGoTo(story, SIBLING);
  }

  @Test
  void nodesOfOthersDoNotMatter() {
    Story story = Story.talking();
    assertThat(story.loses(SIBLING).events).isEmpty();
    assertThat(story.loses(OTHER_MEDIA).events).isEmpty();
  }

  @Test
  void aQuarantinedCallIsReleased() {
    Story story = Story.talking();
    List<AggregateEvent> events = story.decider.quarantine(story.state, "a bug", story.now);
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("CallQuarantined", "CallEnding", "LegDismissed", "LegDismissed");
    assertThat(story.decider.quarantine(null, "a bug", story.now)).isEmpty();
  }

  @Test
  void anInviteThatWasRefusedIsRefusedAgainAtAnEdgeThatForgotIt() {
    Story story = Story.ringing();
    story.bAnswers(486, B_TAG, "");
    assertThat(story.ordered()).contains("1:486 INVITE");
    assertThat(story.state).isInstanceOf(EndedCall.class);

    story.restarts(EDGE).invites(Sdp.A);

    assertThat(story.ordered()).containsExactly("1:486 INVITE");
    assertThat(story.told()).isEmpty();
  }

  @Test
  void anInviteThatWasRefusedIsRefusedAgainWhileTheOtherLegIsEnded() {
    Story story = Story.ringing().fires(Story.RING);
    assertThat(story.ordered()).containsExactly("2:CANCEL", "1:480 INVITE");

    story.restarts(EDGE).invites(Sdp.A);

    assertThat(story.ordered()).containsExactly("1:480 INVITE");
  }
}
