package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.answer;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.token.SessionToken;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What a second edge does for transactions that the first one held, and died with.
final class OtherEdgesStoriesTest {
  private final Story dead = new Story();
  private final Story story = new Story();

  private ServerTransaction offered() {
    dead.receive(invite("z9hG4bK-a"), ALICE);
    return ((InviteReceived) dead.takeFacts().getFirst()).transaction();
  }

  private CallId call() {
    byte[] bytes = invite("z9hG4bK-a").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    Arrival arrival = new CallFinder(Story.SECRET).read(bytes, ALICE);
    return ((Arrival.OfCall) arrival).call();
  }

  private String ack() {
    String tag = new SessionToken(call().value(), 1).mint(Story.SECRET);
    return request("ACK", "sip:bob@example.com", "z9hG4bK-a", tag, "Call-1", 1, "");
  }

  @Test
  void aFailureIsResentUntilItsAckWhichGoesNoFurther() {
    story.order(answer(offered(), call(), "INVITE", 486, 1));
    story.advance(1_500);
    assertThat(story.takeSent()).hasSize(3).containsOnly("SIP/2.0 486 Reason");

    story.receive(invite("z9hG4bK-a"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 486 Reason");
    story.receive(ack(), ALICE);
    story.advance(100_000);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
    assertThat(story.core.load()).isZero();
  }

  @Test
  void aFailureWithoutAckIsResentFor64T1() {
    story.order(answer(offered(), call(), "INVITE", 486, 1));
    story.advance(31_999);
    assertThat(story.takeSent()).hasSize(11);
    story.advance(100_000);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aRequestThatIsRepeatedAfterItsAnswerIsNotNew() {
    String bye = inDialog("BYE", "z9hG4bK-bye", Story.CALLER_TOKEN, 2);
    dead.receive(bye, ALICE);
    ServerTransaction transaction = ((RequestReceived) dead.takeFacts().getFirst()).transaction();
    story.order(answer(transaction, Story.CALL, "BYE", 200, 2));
    story.receive(bye, ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason", "SIP/2.0 200 Reason");
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void aProvisionalLeavesOnceAndKeepsNothing() {
    story.order(answer(offered(), call(), "INVITE", 180, 1));
    story.advance(70_000);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 180 Reason");
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aPeerThatTurnsHereWithANewBranchIsAnsweredAndItsForksAreMerged() {
    ServerTransaction lost = offered();
    story.order(answer(lost, call(), "INVITE", 503, 1));
    story.takeSent();
    story.receive(invite("z9hG4bK-b"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 100 Trying");
    InviteReceived fact = (InviteReceived) story.takeFacts().getFirst();
    assertThat(fact.transaction().key()).startsWith("z9hG4bK-b|");

    story.receive(invite("z9hG4bK-c"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 482 Merged Request");
    assertThat(story.takeFacts()).isEmpty();

    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
  }

  /// RFC 3261 section 9.2: the branch decides, not the call.
  @Test
  void aCancelOfAnotherBranchThanTheInviteThatIsHereIsRefused() {
    story.receive(invite("z9hG4bK-a"), ALICE);
    story.takeFacts();
    story.takeSent();
    story.receive(
        request("CANCEL", "sip:bob@example.com", "z9hG4bK-z", "", "Call-1", 1, ""), ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 481 Call/Transaction Does Not Exist");
    assertThat(story.takeFacts()).isEmpty();
  }
}
