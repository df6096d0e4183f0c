package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.LIFE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static io.switchlog.control.core.call.Story.OTHER_MEDIA;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.call.evolve.PortsEvolution;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A media node has leased its ports: plan and INVITE leave with one decision.
///
/// Holds `MediaPlaces`, `PortsEvolution`, `HeldPorts`, `FreePorts` and `OfMedia`.
class PromisedMediaTest {
  private static final String LEASED = "203.0.113.70";
  private static final String LEASED_ELSEWHERE = "203.0.113.71";

  /// Ports from 30000 on, all free but for those that the call has.
  private static List<Integer> next(NodeId node, PortLeases leases, int count) {
    List<Integer> ports = new ArrayList<>();
    for (int port = leases.firstPort(); ports.size() < count; port += 2) {
      ports.add(port);
    }
    return ports;
  }

  private static void leases(Story story, NodeId node, String... hosts) {
    story.nodes.put(
        node,
        new NodePresence(
            node,
            1,
            NodePresence.Status.LIVE,
            List.of(),
            0,
            new PortLeases(List.of(hosts), 30_000, 10, 1),
            null));
  }

  /// As in a partition: what is held is known when the decision is written.
  static Story leasedAsInAPartition(Action action) {
    return leasing(new Story(action));
  }

  /// The same for a call that has not begun.
  static Story leasing(Story story) {
    story.nodes.put(
        MEDIA,
        new NodePresence(
            MEDIA,
            1,
            NodePresence.Status.LIVE,
            List.of(),
            0,
            new PortLeases(List.of("203.0.113.9"), 30_000, 50, 1),
            null));
    story.ports =
        (_, leases, count) -> {
          Set<Integer> held = new HashSet<>();
          if (story.state instanceof ActiveCall call && call.media() != null) {
            Media.promised(call.media().plan()).forEach(local -> held.add(local.rtpPort()));
          }
          return IntStream.iterate(leases.firstPort(), port -> port + 2)
              .filter(port -> !held.contains(port))
              .limit(count)
              .boxed()
              .toList();
        };
    return story;
  }

  /// Where the media node leases ports.
  static Story story(Action action) {
    Story story = new Story(action);
    story.ports = PromisedMediaTest::next;
    leases(story, MEDIA, LEASED);
    return story;
  }

  private static Story dialed() {
    return story(new Action.Dial("sip:$1@192.0.2.200:5070", Action.MediaMode.RELAY)).invites(Sdp.A);
  }

  private static MediaPlanRefused refused(Story story, Reason reason) {
    return new MediaPlanRefused(
        story.mediaNode(), LIFE, story.plan().version(), reason, "expected a port, found none");
  }

  private static String bodyTo(Story story, LegId leg) {
    return story.request("INVITE", leg).request().body().toString();
  }

  private static List<@Nullable LocalAddress> promised(Story story) {
    List<@Nullable LocalAddress> promised = new ArrayList<>();
    for (Endpoint endpoint : story.plan().endpoints()) {
      promised.add(endpoint.local());
    }
    return promised;
  }

  private static HeldPorts held(Story story) {
    HeldPorts held = HeldPorts.NONE;
    for (CallEvent event : story.history) {
      held = PortsEvolution.after(held, event);
    }
    return held;
  }

  @Test
  void planAndInviteLeaveWithOneDecision() {
    Story story = dialed();
    assertThat(story.told())
        .containsExactly("CallOffered", "CallRouted", "MediaRequested", "LegDialed");
    assertThat(story.ordered()).containsExactly("plan 1", "2:INVITE");
    assertThat(promised(story))
        .containsExactly(new LocalAddress(LEASED, 30_000), new LocalAddress(LEASED, 30_002));
    assertThat(bodyTo(story, B)).contains("c=IN IP4 " + LEASED, "m=audio 30002 ");
  }

  @Test
  void theCallIsEstablishedWhenTheNodeHasSaidSo() {
    Story story = dialed().bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.answer().body().toString()).contains("c=IN IP4 " + LEASED, "m=audio 30000 ");
    story.aAcks("");
    assertThat(story.toldInAll()).doesNotContain("CallEstablished");
    story.promisesKept();
    assertThat(story.told()).containsExactly("MediaReady", "CallEstablished");
    assertThat(promised(story)).as("the plan keeps the addresses").doesNotContainNull();
  }

  @Test
  void anAnswerToThePlanBeforeIsNotWaitedFor() {
    Story story = dialed();
    var first = story.applied(story.plan(), MEDIA);
    story.bAnswers(200, B_TAG, Sdp.B).step(first);
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    story.promisesKept().aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "CallEstablished");
  }

  @Test
  void aPromiseThatIsNotKeptIsMadeUpForByAnOfferOfOurOwn() {
    Story story = dialed().step(refused(dialed(), Reason.PORTS_EXHAUSTED));
    assertThat(story.told()).containsExactly("MediaRequested");
    assertThat(story.ordered()).as("the node is asked").containsExactly("plan 2");
    assertThat(promised(story)).containsOnlyNulls();
    story.mediaApplied().bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.answer().body().toString()).contains("203.0.113.9", "m=audio 40002 ");
    story.mediaApplied().aAcks("");
    assertThat(bodyTo(story, B)).contains("203.0.113.9", "m=audio 40004 ");
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(story.toldInAll()).containsOnlyOnce("CallEstablished");
  }

  @Test
  void anAnswerThatNamedThePromiseIsCorrectedToo() {
    Story story = dialed().bAnswers(200, B_TAG, Sdp.B).aAcks("");
    story.step(refused(story, Reason.PORTS_EXHAUSTED)).mediaApplied();
    assertThat(story.told())
        .containsExactly("MediaReady", "LegReoffered", "LegReoffered", "CallEstablished");
    assertThat(bodyTo(story, A)).contains("203.0.113.9", "m=audio 40002 ");
    assertThat(bodyTo(story, B)).contains("203.0.113.9", "m=audio 40004 ");
  }

  @Test
  void whereThereIsNoPortAtAllTheCallEnds() {
    Story story = dialed();
    story.step(refused(story, Reason.PORTS_EXHAUSTED));
    story.step(refused(story, Reason.PORTS_EXHAUSTED));
    assertThat(story.ordered()).containsExactlyInAnyOrder("2:CANCEL", "1:503 INVITE");
    story.bAnswers(487, B_TAG, "");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.MEDIA_FAILED);
  }

  @Test
  void aCallOfALostNodeIsPromisedAnotherOnesPorts() {
    Story story = dialed().promisesKept().bAnswers(200, B_TAG, Sdp.B).promisesKept().aAcks("");
    leases(story, OTHER_MEDIA, LEASED_ELSEWHERE);
    story.loses(MEDIA);
    assertThat(story.told()).containsExactly("MediaRequested", "LegReoffered", "LegReoffered");
    assertThat(bodyTo(story, A)).contains(LEASED_ELSEWHERE, "m=audio 30000 ");
    assertThat(bodyTo(story, B)).contains(LEASED_ELSEWHERE, "m=audio 30002 ");
    story.promisesKept();
    assertThat(story.told()).containsExactly("MediaReady");
  }

  /// A node that paused, or that came back at once: the phones' packets go to the right place.
  @Test
  void aCallThatComesBackToItsNodeKeepsItsPorts() {
    Story paused = dialed().promisesKept().bAnswers(200, B_TAG, Sdp.B).promisesKept().aAcks("");
    paused.loses(MEDIA);
    leases(paused, MEDIA, LEASED);
    paused.fires(CallTimer.MEDIA_LOST);
    assertThat(paused.ordered()).as("nobody need be told").containsExactly("plan 3");
    assertThat(promised(paused))
        .containsExactly(new LocalAddress(LEASED, 30_000), new LocalAddress(LEASED, 30_002));
    paused.promisesKept();
    assertThat(paused.told()).containsExactly("MediaReady");
  }

  @Test
  void whereTheNodeIsElsewhereThanItPromisedTheLegsAreTold() {
    Story story = dialed().bAnswers(200, B_TAG, Sdp.B).aAcks("").mediaApplied();
    assertThat(story.told())
        .containsExactly("MediaReady", "LegReoffered", "LegReoffered", "CallEstablished");
    assertThat(bodyTo(story, B)).contains("203.0.113.9", "m=audio 40004 ");
  }

  @Test
  void aNodeWithoutTheFamilyThatIsNeededIsAsked() {
    Story story = story(new Action.Dial("sip:$1@[2001:db8::1]", Action.MediaMode.RELAY));
    story.invites(Sdp.A);
    assertThat(story.ordered()).containsExactly("plan 1");
    leases(story, MEDIA, LEASED, "2001:db8::70");
    Story both = story(new Action.Dial("sip:$1@[2001:db8::1]", Action.MediaMode.RELAY));
    leases(both, MEDIA, LEASED, "2001:db8::70");
    both.invites(Sdp.A);
    assertThat(bodyTo(both, B)).contains("c=IN IP6 2001:db8::70");
  }

  @Test
  void aLegThatTurnsOutToBeOfAnotherFamilyGivesItsPortBack() {
    Story story = dialed().promisesKept();
    story.bAnswers(200, B_TAG, Sdp.B.replace("IN IP4 192.0.2.200", "IN IP6 2001:db8::2"));
    assertThat(promised(story)).containsExactly(new LocalAddress(LEASED, 30_000), null);
    assertThat(held(story)).isEqualTo(new HeldPorts(MEDIA, List.of(30_000)));
  }

  @Test
  void anEndedCallHoldsNothing() {
    Story story = dialed().bAnswers(486, B_TAG, "");
    assertThat(story.told()).contains("CallEnded");
    assertThat(held(story)).isEqualTo(HeldPorts.NONE);
  }

  /// Who is answered at once may speak at once.
  @Test
  void anEchoIsAnsweredWhenItIsThere() {
    Story story = story(new Action.Echo()).invites(Sdp.A);
    assertThat(story.ordered()).containsExactly("plan 1");
    assertThat(promised(story)).containsOnlyNulls();
  }
}
