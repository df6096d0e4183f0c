package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RequestPolicy.Handling;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// INFO, MESSAGE, NOTIFY and REFER inside a dialog: passed, accepted or refused, as the call's rule
/// says, and never lost.
///
/// Holds `ByPolicy`.
class RequestPolicyTest {
  private static final CrossingPolicy PASSES = all(Handling.PASS, Handling.PASS);
  private static final CrossingPolicy ACCEPTS = all(Handling.ACCEPT, Handling.REFUSE);
  private static final CrossingPolicy REFUSES = all(Handling.REFUSE, Handling.REFUSE);

  private static CrossingPolicy all(Handling handling, Handling ofRefer) {
    return new CrossingPolicy(new RequestPolicy(handling, handling, handling, ofRefer), null, null);
  }

  private static Story talking(CrossingPolicy policy) {
    return Story.relayed().under(policy).talks();
  }

  private static String sent(Story story, String method) {
    return story.request(method, B).request().headers().toString();
  }

  @Test
  void aMessageCrossesUnlessARuleSaysOtherwiseAndItsAnswerComesBack() {
    Story story = Story.talking().aRequests("MESSAGE", "Expires: 60\r\n", "hello");
    assertThat(story.told()).containsExactly("RequestPassed");
    assertThat(story.ordered()).containsExactly("2:MESSAGE");
    SendRequest message = story.request("MESSAGE", B);
    assertThat(message.request().body().toString()).isEqualTo("hello");
    assertThat(message.request().contactUser()).isEmpty();
    assertThat(sent(story, "MESSAGE"))
        .contains("Content-Type: application/dtmf-relay\r\n", "Expires: 60\r\n", "CSeq: 2 MESSAGE");
    story.bResponds("MESSAGE", 202, "");
    assertThat(story.told()).containsExactly("ResponsePassed");
    assertThat(story.ordered()).containsExactly("1:202 MESSAGE");
    story.bRequests("MESSAGE", "", "hello yourself").aResponds("MESSAGE", 415, "");
    assertThat(story.ordered()).containsExactly("2:415 MESSAGE");
  }

  /// Whom a REFER or a NOTIFY is about is named by a dialog that the other side does not know.
  @Test
  void aReferAndANotifyAreRefusedUnlessARuleLetsThemPass() {
    Story story = Story.talking();
    assertThat(story.aRequests("REFER", "Refer-To: <sip:eve@example.com>\r\n", "").ordered())
        .containsExactly("1:403 REFER");
    assertThat(story.bRequests("NOTIFY", "Event: refer\r\n", "").ordered())
        .containsExactly("2:403 NOTIFY");
    assertThat(story.event(CallRouted.class).policy()).isNull();
  }

  @Test
  void aReferCrossesWithWhatBelongsToIt() {
    Story story = talking(PASSES);
    assertThat(story.event(CallRouted.class).policy()).isEqualTo(PASSES);
    story.aRequests(
        "REFER",
        """
        r: <sip:eve@example.com>\r
        Referred-By: <sip:alice@example.com>\r
        Refer-Sub: false\r
        Event: refer\r
        """,
        "");
    assertThat(sent(story, "REFER"))
        .contains("Refer-To: <sip:eve@example.com>\r\n")
        .contains("Referred-By: <sip:alice@example.com>\r\n", "Refer-Sub: false\r\n")
        .doesNotContain("Event:");
    // RFC 3515 section 2.2: it has a Contact, which is ours, and so has its 2xx.
    assertThat(story.request("REFER", B).request().contactUser()).isEqualTo(Story.token(B));
    story.bResponds("REFER", 202, "");
    assertThat(story.ordered()).containsExactly("1:202 REFER");
    assertThat(story.answer().contactUser()).isEqualTo(Story.token(A));
    story.bRequests("NOTIFY", "Event: refer\r\nSubscription-State: active;expires=60\r\n", "");
    assertThat(story.request("NOTIFY", A).request().headers().toString())
        .contains("Event: refer\r\n", "Subscription-State: active;expires=60\r\n");
    assertThat(story.request("NOTIFY", A).request().contactUser()).isEqualTo(Story.token(A));
    assertThat(story.aResponds("NOTIFY", 200, "").ordered()).containsExactly("2:200 NOTIFY");
  }

  @Test
  void whatBelongsToAMethodCrossesWithNoOther() {
    Story story = Story.talking();
    story.aRequests("MESSAGE", "Refer-To: <sip:x@y>\r\nSubscription-State: active\r\n", "hi");
    assertThat(sent(story, "MESSAGE")).doesNotContain("Refer-To", "Subscription-State");
    story.aRequests("INFO", "Info-Package: dtmf\r\nExpires: 5\r\n", "Signal=5\r\n");
    assertThat(sent(story, "INFO")).contains("Info-Package: dtmf\r\n").doesNotContain("Expires");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO", "MESSAGE", "NOTIFY", "REFER"})
  void noneOfThemMovesATarget(String method) {
    Story story = talking(PASSES).bRequests(method, "", "");
    assertThat(story.event(RequestPassed.class).refreshedTarget()).isNull();
    story.aResponds(method, 200, "").aRequests("BYE", "", "");
    assertThat(story.request("BYE", B).request().uri()).isEqualTo("sip:2b0bt4g@192.0.2.200:5071");
  }

  @Test
  void aRuleMayAcceptWhatNobodyIsToHearOf() {
    Story story = talking(ACCEPTS);
    for (String method : List.of("INFO", "MESSAGE", "NOTIFY")) {
      assertThat(story.bRequests(method, "", "").told()).containsExactly("RequestAnswered");
      assertThat(story.ordered()).containsExactly("2:200 " + method);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO", "MESSAGE", "NOTIFY", "REFER"})
  void aRuleMayRefuseAnyOfThem(String method) {
    Story story = talking(REFUSES).aRequests(method, "", "");
    assertThat(story.told()).containsExactly("RequestAnswered");
    assertThat(story.ordered()).containsExactly("1:403 " + method);
  }

  @Test
  void whoIsConnectedWithNobodyIsAnsweredByTheExchange() {
    Story story = new Story(new Action.Echo()).under(PASSES).invites(Sdp.A);
    story.mediaApplied().aAcks("");
    assertThat(story.aRequests("INFO", "", "Signal=5\r\n").ordered()).containsExactly("1:200 INFO");
    for (String method : List.of("MESSAGE", "NOTIFY", "REFER")) {
      assertThat(story.aRequests(method, "", "").ordered()).containsExactly("1:480 " + method);
    }
  }

  @Test
  void whoseOtherSideHasNotAnsweredYetIsToldToTryAgain() {
    Story story = Story.relayed().under(PASSES).rings();
    for (String method : List.of("INFO", "MESSAGE", "NOTIFY", "REFER")) {
      assertThat(story.aRequests(method, "", "").ordered()).containsExactly("1:500 " + method);
      assertThat(story.answer().headers().toString()).contains("Retry-After: ");
    }
    assertThat(Story.ringing().aRequests("REFER", "", "").ordered()).containsExactly("1:403 REFER");
    assertThat(Story.relayed().under(ACCEPTS).rings().aRequests("MESSAGE", "", "").ordered())
        .containsExactly("1:200 MESSAGE");
  }

  /// RFC 5057 section 5.1: the failure of what is no part of the session ends no session.
  @Test
  void whereTheOtherSideDoesNotKnowItTheCallGoesOn() {
    Story story = talking(PASSES).aRequests("REFER", "", "");
    assertThat(story.bResponds("REFER", 481, "").ordered()).containsExactly("1:481 REFER");
    story.bRequests("NOTIFY", "", "").fails(A, "NOTIFY", Reason.TIMEOUT);
    assertThat(story.ordered()).containsExactly("2:408 NOTIFY");
    story.aRequests("MESSAGE", "", "hello").bResponds("MESSAGE", 407, "");
    assertThat(story.ordered()).containsExactly("1:403 MESSAGE");
    assertThat(story.state).extracting("outcome").isNull();
    // While an INFO is one of the session's own.
    story.aRequests("INFO", "", "").bResponds("INFO", 481, "");
    assertThat(story.ordered()).containsExactly("1:481 INFO", "1:BYE", "2:BYE");
  }

  /// Only INVITE and UPDATE make offers (RFC 3261 section 13.1, RFC 3311 section 5.1): a
  /// description in another request is nothing to the session, and crosses as it is.
  @Test
  void aDescriptionInAMessageIsNoOffer() {
    Story story = Story.talking().aRequests("MESSAGE", "", Sdp.A_HOLDS);
    assertThat(story.request("MESSAGE", B).request().body().toString()).isEqualTo(Sdp.A_HOLDS);
    assertThat(story.event(RequestPassed.class).offered()).isNull();
    story.bResponds("MESSAGE", 200, Sdp.B_HELD);
    assertThat(story.told()).containsExactly("ResponsePassed");
    assertThat(story.answer().body().toString()).isEqualTo(Sdp.B_HELD);
  }

  @Test
  void oneThatComesTwiceIsPassedOnceAndOneThatIsPendingAtTheEndIsAnswered() {
    Story story = Story.talking().aRequests("MESSAGE", "", "hello").aRepeats("MESSAGE");
    assertThat(story.told()).isEmpty();
    story.bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:487 MESSAGE", "1:BYE");
  }

  @Test
  void theRuleHoldsForTheCallWhateverIsConfiguredLater() {
    Story story = talking(REFUSES).under(PASSES);
    assertThat(story.aRequests("MESSAGE", "", "hello").ordered()).containsExactly("1:403 MESSAGE");
  }

  /// RFC 3515 section 2.4.6: its number is another one on the other side.
  @Test
  void aNotifyOfAReferNamesNoNumber() {
    Story story = talking(PASSES);
    story.bRequests("NOTIFY", "Event: refer ; id=3;x=y\r\n", "");
    assertThat(story.request("NOTIFY", A).request().headers().toString())
        .contains("Event: refer;x=y\r\n");
    story.bRequests("NOTIFY", "Event: presence;id=3\r\n", "");
    assertThat(story.request("NOTIFY", A).request().headers().toString())
        .contains("Event: presence;id=3\r\n");
  }

  /// Where an edge is lost, all that waits is sent again in one record.
  @Test
  void noMoreIsPassedOnThanCanBeSentAgain() {
    Story story = Story.talking();
    int passed = 0;
    for (int i = 0; i < 10; i++) {
      story.aRequests("MESSAGE", "", "x".repeat(30_000));
      passed += story.ordered().contains("2:MESSAGE") ? 1 : 0;
    }
    assertThat(passed).isEqualTo(6);
    assertThat(story.ordered()).containsExactly("1:500 MESSAGE");
  }
}
