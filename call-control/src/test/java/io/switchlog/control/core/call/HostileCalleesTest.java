package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.EarlyMedia;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Parties that ring and say what nobody expects, and media nodes that cannot do what was asked for
/// them: no other party of the plan is to suffer for it.
///
/// Holds `Media` and `MediaEvolution` where plans overtake each other.
class HostileCalleesTest {
  private static final LegId C = new LegId(3);
  private static final LegId D = new LegId(4);
  private static final RingTarget ANN = RingTarget.plain("sip:ann@192.0.2.201");
  private static final RingTarget BOB = RingTarget.plain("sip:bob@192.0.2.202");
  private static final RingTarget EVE = RingTarget.plain("sip:eve@192.0.2.203");
  private static final String NO_ADDRESS =
      Sdp.B.replace("c=IN IP4 192.0.2.200", "c=IN IP4 999.1.1.1");

  private static RingStage stage(RingTarget... targets) {
    return new RingStage(List.of(targets));
  }

  private static Story ring(EarlyMedia early, RingStage... stages) {
    return new Story(new Action.Ring(List.of(stages), Action.MediaMode.RELAY, early))
        .invites(Sdp.A);
  }

  private static Story both() {
    return ring(EarlyMedia.FIRST, stage(ANN, BOB)).mediaApplied();
  }

  private static Story says(Story story, LegId leg, int status, String body) {
    return story.responds(leg, story.request("INVITE", leg), status, "tag" + leg, "", body);
  }

  private static Source heard(Story story) {
    return story.plan().endpoints().getFirst().source();
  }

  // --- bodies that describe no session

  @Test
  void aBodyThatDescribesNoSessionIsNoEarlyMedia() {
    Story story = says(says(both(), B, 183, "hello"), C, 183, Sdp.B);
    assertThat(heard(story)).isEqualTo(new Source.Relay(C));
    assertThat(says(both(), B, 183, "hello").answer().body().isEmpty()).isTrue();
  }

  @Test
  void norIsItAnAnswer() {
    for (Story story :
        List.of(says(both(), B, 200, "hello"), says(says(both(), B, 183, "hello"), B, 200, ""))) {
      assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
      assertThat(story.toldInAll()).doesNotContain("LegsBridged", "CallEnding");
    }
  }

  @Test
  void norIsItSaidAgainWhenTheMediaHasMoved() {
    Story story = says(both(), B, 183, "hello");
    story.join(Story.OTHER_MEDIA);
    says(story.loses(Story.MEDIA).mediaApplied(), B, 200, Sdp.B);
    assertThat(story.answer().body().toString()).startsWith("v=0");
  }

  // --- who is heard

  @Test
  void whoSpokeLastIsHeardUntilItFailsAndThenTheOneBefore() {
    Story story = ring(EarlyMedia.LAST, stage(ANN, BOB)).mediaApplied();
    says(says(story, B, 183, Sdp.B), C, 183, Sdp.B);
    assertThat(heard(story)).isEqualTo(new Source.Relay(C));
    says(story, C, 486, "");
    assertThat(heard(story)).isEqualTo(new Source.Relay(B));
  }

  @Test
  void whoTookOverFromTheFirstIsHeardUntilItFails() {
    Story story = ring(EarlyMedia.FIRST, stage(ANN, BOB, EVE)).mediaApplied();
    says(says(says(story, B, 183, Sdp.B), C, 183, Sdp.B), B, 486, "");
    assertThat(heard(story)).isEqualTo(new Source.Relay(C));
    says(story, D, 183, Sdp.B);
    assertThat(heard(story)).isEqualTo(new Source.Relay(C));
  }

  @Test
  void whereNobodyIsToBeHeardEarlyOneAloneIsNot() {
    Story story = ring(EarlyMedia.NONE, stage(ANN)).mediaApplied();
    assertThat(heard(says(story, B, 183, Sdp.B))).isEqualTo(new Source.Silence());
    assertThat(heard(says(story, B, 200, Sdp.B))).isEqualTo(new Source.Relay(B));
  }

  // --- what the caller is told

  /// RFC 3264 section 8: another description has another version.
  @Test
  void anotherDescriptionOfTheSamePartyHasTheNextVersion() {
    Story story = both();
    story.responds(B, story.request("INVITE", B), 183, "x", "", Sdp.B);
    assertThat(story.answer().body().toString()).containsPattern("o=- \\d+ 1 ");
    story.responds(B, story.request("INVITE", B), 200, "y", "", Sdp.G729_ONLY);
    assertThat(story.answer().body().toString()).containsPattern("o=- \\d+ 2 ");
    story.mediaApplied().aAcks("");
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA).mediaApplied();
    assertThat(story.request("INVITE", A).request().body().toString())
        .containsPattern("o=- \\d+ 3 ");
  }

  /// RFC 3261 section 13.2.1: the first description holds, whoever answers; a re-INVITE moves it.
  @Test
  void whereTheMediaHasMovedWhatTheCallerHasIsSaidAgainAndThenMoved() {
    Story story = says(both(), B, 183, Sdp.B);
    String early = story.answer().body().toString();
    story.join(Story.OTHER_MEDIA);
    says(story.loses(Story.MEDIA).mediaApplied(), C, 200, Sdp.B);
    assertThat(story.answer().body()).hasToString(early);
    story.mediaApplied().aAcks("");
    assertThat(story.history)
        .anyMatch(event -> event instanceof LegReoffered it && it.leg().equals(A));
  }

  // --- what a media node cannot do

  private static Story leased(RingStage... stages) {
    return PromisedMediaTest.leasedAsInAPartition(
        new Action.Ring(List.of(stages), Action.MediaMode.RELAY, EarlyMedia.FIRST));
  }

  private static Story refuses(Story story, Reason reason) {
    return story.step(
        new MediaPlanRefused(Story.MEDIA, Story.LIFE, story.plan().version(), reason, "test"));
  }

  private static Story carriesOut(Story story, MediaPlan plan) {
    return story.step(
        new MediaPlanApplied(Story.MEDIA, Story.LIFE, plan.version(), Media.promised(plan)));
  }

  /// It may be promised to another call by then.
  @Test
  void aPortThatWasGivenBackIsNotTakenAgain() {
    Story story = leased(stage(ANN), stage(BOB)).invites(Sdp.A).promisesKept();
    says(story, B, 486, "");
    refuses(story, Reason.UNSUPPORTED);
    assertThat(story.plan().endpoints().stream().map(Endpoint::leg)).containsExactly(A);
  }

  @Test
  void aPromiseToALaterPartyThatIsNotKeptIsMadeUpFor() {
    Story story = leased(stage(ANN), stage(BOB)).invites(Sdp.A).promisesKept();
    says(story, B, 486, "");
    assertThat(story.ordered()).containsExactly("plan 2", "3:INVITE");
    refuses(story, Reason.PORTS_EXHAUSTED);
    assertThat(story.ordered()).containsExactly("plan 3");
    assertThat(story.plan().endpoints().getLast().local()).isNull();
    // The node names another port; the party hears of it when it has answered.
    List<LocalEndpoint> said = new ArrayList<>(Media.promised(story.plan()));
    said.add(new LocalEndpoint(C, "203.0.113.9", 39_998));
    story.step(new MediaPlanApplied(Story.MEDIA, Story.LIFE, 3, said));
    says(story, C, 200, Sdp.B);
    assertThat(story.told()).contains("LegsBridged");
    carriesOutWhereItSaid(story, said);
    assertThat(story.aAcks("").request("INVITE", C).request().body().toString())
        .contains("m=audio 39998 ");
  }

  private static void carriesOutWhereItSaid(Story story, List<LocalEndpoint> said) {
    story.step(
        new MediaPlanApplied(
            Story.MEDIA,
            Story.LIFE,
            story.plan().version(),
            said.stream()
                .filter(local ->
                    story.plan().endpoints().stream()
                        .anyMatch(endpoint -> endpoint.leg().equals(local.leg())))
                .toList()));
  }

  /// An address that is none is that of a peer found by its first packet, like a name.
  @Test
  void anAddressThatIsNoneIsNotHandedOn() {
    Story story = says(both(), B, 200, NO_ADDRESS);
    assertThat(story.told()).contains("LegsBridged");
    assertThat(Objects.requireNonNull(story.plan().endpoints().getLast()).remote()).isNull();
  }

  @Test
  void whatTheNodeCarriesOutCountsThoughAnotherPlanCameSince() {
    Story story = leased(stage(ANN, BOB)).invites(Sdp.A);
    MediaPlan first = story.plan();
    says(story, B, 183, Sdp.B);
    carriesOut(story, first);
    assertThat(story.told()).containsExactly("MediaReady");
    refuses(story, Reason.UNSUPPORTED);
    assertThat(story.told()).doesNotContain("CallEnding");
    assertThat(story.ordered()).containsExactly("plan 3");
  }

  @Test
  void whomTheNodeServesRingsOnWhateverTheNewestPlanComesTo() {
    Story story =
        leased(stage(ANN, new RingTarget(BOB.uri(), 0, 5, List.of())))
            .invites(Sdp.A)
            .promisesKept();
    story.fires(CallTimer.DIAL);
    MediaPlan second = story.plan();
    says(story, B, 183, Sdp.B);
    carriesOut(story, second);
    refuses(story, Reason.UNSUPPORTED);
    assertThat(story.ordered()).doesNotContain("3:CANCEL", "2:CANCEL");
  }

  /// The plan that followed from its early description was refused.
  @Test
  void whoAnswersWithoutADescriptionIsHeardByWhatItSaidEarly() {
    Story story = both();
    says(story, B, 183, Sdp.B);
    refuses(story, Reason.UNSUPPORTED).mediaApplied();
    says(story, B, 200, "");
    assertThat(story.told()).contains("LegsBridged");
    assertThat(story.plan().endpoints().getLast().payloads()).isNotEmpty();
  }

  // --- what grows

  /// RFC 6228: a fork further on is over. A node's restart has left two edges with a copy.
  @Test
  void aFloodOf199TellsNothing() {
    Story story = both();
    story.foldsAgain = false;
    story.join(Story.SIBLING);
    story.loses(Story.EDGE).restarts(Story.EDGE);
    int before = story.history.size();
    story.strays = true;
    for (int i = 0; i < 200; i++) {
      story.edge = i % 2 == 0 ? Story.EDGE : Story.SIBLING;
      story.responds(B, story.request("INVITE", B), 199, "t" + i, "", "");
    }
    assertThat(story.history).hasSize(before);
  }

  @Test
  void allThatRingAtATimeCanBeSentAgainInOneDecision() {
    RingTarget[] many = new RingTarget[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = new RingTarget(ANN.uri(), 600, i, List.of());
    }
    Story story =
        new Story(new Action.Ring(List.of(stage(many)), Action.MediaMode.BYPASS, EarlyMedia.FIRST))
            .invites(Sdp.A, "X-Long: " + "x".repeat(55_000) + "\r\n");
    while (story.timers().containsKey("dial")) {
      story.fires(CallTimer.DIAL);
    }
    assertThat(story.toldInAll()).contains("TargetSkipped");
    story.join(Story.SIBLING);
    story.loses(Story.EDGE);
    long bytes =
        story.commands.stream()
            .map(AddressedCommand::command)
            .filter(SendRequest.class::isInstance)
            .map(SendRequest.class::cast)
            .mapToLong(sent -> sent.request().headers().length() + sent.request().body().length())
            .sum();
    assertThat(bytes).isBetween(100_000L, 250_000L);
  }
}
