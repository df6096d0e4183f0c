package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.UserFound;
import io.switchlog.schemas.message.AddressMessage;
import io.switchlog.schemas.message.CallMessage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Somebody calls a user, whose address is asked where its phones are.
///
/// Holds `UserPlan`.
class UserCallTest {
  private static final AggregateId ANN = new UserAddress("ann", "pbx.example").aggregate();
  private static final Action TO_ANN = new Action.User("ann@pbx.example", Action.MediaMode.BYPASS);
  private static final LegId SECOND = new LegId(2);
  private static final LegId THIRD = new LegId(3);

  private static ContactBinding binding(String host, int priority, Flow flow, String... path) {
    return new ContactBinding(
        "sip:ann@" + host + ":5070",
        flow,
        List.of(path),
        priority,
        "call-id",
        1,
        Instant.MAX,
        null,
        null,
        null);
  }

  private static Flow udp(String host) {
    return new Flow(Story.EDGE, "udp", Transport.UDP, host, 40_000, "", null);
  }

  private static Flow tcp(NodeId edge, String host) {
    return new Flow(edge, "tcp", Transport.TCP, host, 40_000, "connection", null);
  }

  private static Story asked() {
    return new Story(TO_ANN).invites(Sdp.A);
  }

  private static Story found(ContactBinding... bindings) {
    return asked().hears(ANN, new CallMessage.BindingsTold(List.of(bindings)));
  }

  private static void fails(Story story, LegId leg, int status) {
    story.responds(leg, story.request("INVITE", leg), status, "tag" + leg, "", "");
  }

  @Test
  void theUsersAddressIsAsked() {
    Story story = asked();
    assertThat(story.told()).endsWith("CallRouted", "UserSought");
    assertThat(story.posts).containsExactly(new Post(ANN, new AddressMessage.BindingsWanted()));
  }

  @Test
  void aPhoneIsRungAlongTheWayThatItRegistered() {
    Story story = found(binding("10.0.0.7", 1_000, udp("198.51.100.7")));

    RequestPattern invite = story.request("INVITE", SECOND).request();
    assertThat(invite.uri()).isEqualTo("sip:ann@10.0.0.7:5070");
    assertThat(invite.destination().host()).isEqualTo("198.51.100.7");
    assertThat(invite.destination().port()).isEqualTo(40_000);
    assertThat(invite.destination().along()).isEqualTo(udp("198.51.100.7"));
    assertThat(story.timers()).doesNotContainKey(CallTimer.USER_ANSWER.text());
  }

  /// RFC 3327 section 5.4.
  @Test
  void whatStandsBetweenIsNamed() {
    Story story =
        found(binding("10.0.0.7", 1_000, udp("198.51.100.7"), "sip:proxy.example;lr", "sip:b;lr"));
    assertThat(story.request("INVITE", SECOND).request().headers().toString())
        .contains("Route: <sip:proxy.example;lr>\r\nRoute: <sip:b;lr>\r\n");
  }

  @Test
  void phonesOfOnePreferenceRingTogetherAndThePreferredFirst() {
    Story story =
        found(
            binding("192.0.2.1", 500, udp("192.0.2.1")),
            binding("192.0.2.2", 1_000, udp("192.0.2.2")),
            binding("192.0.2.3", 1_000, udp("192.0.2.3")));
    assertThat(story.ordered()).containsExactly("2:INVITE", "3:INVITE");
    assertThat(story.request("INVITE", SECOND).request().uri()).contains("192.0.2.2");

    fails(story, SECOND, 486);
    assertThat(story.told()).doesNotContain("LegDialed");
    fails(story, THIRD, 480);
    assertThat(story.told()).contains("StageBegan", "LegDialed");
    assertThat(story.request("INVITE", new LegId(4)).request().uri()).contains("192.0.2.1");
  }

  @Test
  void aConnectionIsUsedAtTheEdgeThatHasIt() {
    NodeId other = NodeId.edge(7);
    Story story = new Story(TO_ANN);
    story.invites(Sdp.A);
    story.hears(
        ANN,
        new CallMessage.BindingsTold(
            List.of(
                binding("192.0.2.1", 1_000, tcp(other, "192.0.2.1")),
                binding("192.0.2.2", 1_000, tcp(Story.EDGE, "192.0.2.2")))));
    // The first one's edge is gone, and its connection with it.
    assertThat(story.told()).contains("TargetSkipped");
    LegDialed dialed = story.event(LegDialed.class);
    assertThat(dialed.edge()).isEqualTo(Story.EDGE);
    assertThat(dialed.destination().flow()).isEqualTo("connection");
  }

  @Test
  void aUserWhoIsNowhereIsUnavailable() {
    assertThat(found().ordered()).containsExactly("1:480 INVITE");
  }

  @Test
  void anAddressThatDoesNotAnswerIsNotWaitedForLong() {
    assertThat(asked().fires(CallTimer.USER_ANSWER).ordered()).containsExactly("1:503 INVITE");
  }

  @Test
  void whatAnotherAddressSaysIsNotHeard() {
    AggregateId bob = new UserAddress("bob", "pbx.example").aggregate();
    Story story = asked().hears(bob, new CallMessage.BindingsTold(List.of()));
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void aCallerWhoGivesUpMeanwhileIsNotPutThrough() {
    Story story = asked().aCancels(true);
    assertThat(story.ordered()).contains("1:487 INVITE");
    story.hears(
        ANN, new CallMessage.BindingsTold(List.of(binding("192.0.2.1", 1_000, udp("192.0.2.1")))));
    assertThat(story.ordered()).isEmpty();
    assertThat(story.history.stream().noneMatch(UserFound.class::isInstance)).isTrue();
  }

  @Test
  void aTextThatNamesNobodyIsNotFound() {
    assertThat(new Story(new Action.User("ann@", Action.MediaMode.RELAY)).invites(Sdp.A).ordered())
        .containsExactly("1:404 INVITE");
  }
}
