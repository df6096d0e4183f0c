package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Inputs in any order, likely and unlikely: nothing may throw, a call ends at most once, and one
/// that is left alone with its timers always ends. Each step of a [Story] checks by itself that
/// deciding, folding and reacting are repeatable.
///
/// Holds `LegInput`, `Turn`, `Evolution`, `Legs`, `Reaction`, `CallDecider`, `Decision`,
/// `ActiveCall`, `Call`, `EndedCall`, `Leg`, `OfLegs`, `Outgoing` and `AddressedCommand`.
class RandomInputTest {
  private static final int SEEDS = 3_000;
  private static final int STEPS = 40;
  private static final int SEEDS_A_DIGEST = 500;
  private static final List<String> METHODS =
      List.of("BYE", "INVITE", "UPDATE", "INFO", "OPTIONS", "REFER", "FANCY");
  private static final List<String> BODIES =
      List.of(
          "", Sdp.A, Sdp.B, Sdp.A_HOLDS, Sdp.A_HOLDS_BY_ZEROS, Sdp.VIDEO_ONLY, "v=0\r\nrubbish");
  private static final List<Integer> STATUSES =
      List.of(180, 183, 200, 200, 200, 202, 302, 407, 408, 481, 486, 491, 500, 603);
  private static final List<Action> ACTIONS =
      List.of(
          new Action.Dial("sip:$1@192.0.2.200", Action.MediaMode.RELAY),
          new Action.Dial("sip:$1@192.0.2.200", Action.MediaMode.RELAY),
          new Action.Dial("sip:$1@192.0.2.200", Action.MediaMode.BYPASS),
          new Action.Dial("nonsense", Action.MediaMode.RELAY),
          new Action.Echo(),
          new Action.Music());

  @Test
  void anyOrderOfInputsIsDecided() {
    Set<String> seen = new TreeSet<>();
    List<String> digests = new ArrayList<>();
    MessageDigest digest = sha256();
    LegDiagram diagram = new LegDiagram();
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Story story =
          switch (seed % 4) {
            case 0 -> Story.talking();
            case 1 -> reoffered();
            default -> new Story(pick(random, ACTIONS));
          };
      story.diagram = diagram;
      story.witness = said -> digest.update(said.getBytes(StandardCharsets.UTF_8));
      try {
        for (int step = 0; step < STEPS; step++) {
          oneOf(random, story);
        }
        runOut(story);
      } catch (RuntimeException | AssertionError problem) {
        throw new AssertionError("seed " + seed + ", after " + story.toldInAll(), problem);
      }
      assertThat(story.toldInAll().stream().filter("CallEnded"::equals).count())
          .as("seed %s: %s", seed, story.toldInAll())
          .isEqualTo(story.state == null ? 0 : 1);
      assertThat(story.toldInAll().stream().filter("CallEstablished"::equals).count())
          .isLessThanOrEqualTo(1);
      seen.addAll(story.toldInAll());
      if (seed % SEEDS_A_DIGEST == SEEDS_A_DIGEST - 1) {
        digests.add(HexFormat.of().formatHex(digest.digest()));
      }
    }
    assertThat(digests)
        .as("what rules %d decide; a change of it is a change of the rules", CallDecider.RULES)
        .containsExactlyElementsOf(recorded(digests));
    // The walk is worth something only if it gets everywhere.
    assertThat(seen).containsExactlyInAnyOrderElementsOf(everyEvent());
    diagram.check();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The digests that were recorded with these rules; `-Dgolden.update=true` records them anew.
  private static List<String> recorded(List<String> found) {
    Path file =
        Path.of("src/test/resources/golden/decisions-of-rules-" + CallDecider.RULES + ".sha256");
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.write(file, found);
      }
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A call in the middle of its move to another media node.
  private static Story reoffered() {
    Story story = Story.talking();
    story.join(Story.OTHER_MEDIA);
    return story.loses(Story.MEDIA).mediaApplied();
  }

  private static List<String> everyEvent() {
    return Stream.of(CallEvent.class.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .filter(name -> !name.equals("CallQuarantined"))
        .toList();
  }

  /// Nobody says anything more.
  private static void runOut(Story story) {
    for (int i = 0; i < 20 && story.state != null && !story.state.isEnded(); i++) {
      story.fires(Objects.requireNonNull(CallTimer.named(next(story))));
    }
  }

  private static String next(Story story) {
    return story.timers().entrySet().stream()
        .min(Comparator.comparing(timer -> timer.getValue().due()))
        .orElseThrow(() -> new AssertionError("a call that goes on without a timer"))
        .getKey();
  }

  private static void oneOf(Random random, Story story) {
    int kind = random.nextInt(24);
    switch (kind) {
      case 0, 1 -> story.invites(pick(random, BODIES));
      case 2, 3, 4 -> {
        if (isPlanned(story)) {
          story.mediaApplied();
        }
      }
      case 5 -> story.aAcks(pick(random, BODIES));
      case 6 -> story.bAcks(pick(random, BODIES), story.bCseq());
      case 7, 8 -> story.aRequests(pick(random, METHODS), "", pick(random, BODIES));
      case 9, 10 -> story.bRequests(pick(random, METHODS), "", pick(random, BODIES));
      case 11 -> {
        if (random.nextBoolean()) {
          story.aRequests("INVITE", "", Sdp.A);
        }
        story.aCancels(random.nextBoolean());
      }
      case 12, 13, 14, 15 -> respond(random, story);
      case 16 -> fail(random, story);
      case 17 -> fire(random, story);
      case 18 -> story.loses(pick(random, NODES));
      case 19 -> story.restarts(pick(random, NODES));
      case 20 -> story.step(new RtpTimedOut(story.mediaNode(), Story.LIFE, Story.A, 20_000));
      case 21 -> story.step(new AckMissing(leg(random), "tx" + random.nextInt(10)));
      case 22 ->
          story.step(
              new MediaPlanRefused(
                  story.mediaNode(),
                  Story.LIFE,
                  1 + random.nextInt(3),
                  MediaPlanRefused.Reason.PORTS_EXHAUSTED,
                  "none"));
      default -> {
        story.edge = random.nextBoolean() ? Story.EDGE : Story.SIBLING;
        story.strays = random.nextBoolean();
      }
    }
  }

  private static final List<NodeId> NODES =
      List.of(Story.EDGE, Story.SIBLING, Story.MEDIA, Story.OTHER_MEDIA);

  private static void respond(Random random, Story story) {
    List<SendRequest> requests = requests(story);
    if (!requests.isEmpty()) {
      SendRequest request = pick(random, requests);
      String tag =
          request.leg().equals(Story.A)
              ? Story.A_TAG
              : random.nextInt(5) == 0 ? "fork" + random.nextInt(20) : Story.B_TAG;
      story.responds(request.leg(), request, pick(random, STATUSES), tag, "", pick(random, BODIES));
    }
  }

  private static void fail(Random random, Story story) {
    List<SendRequest> requests = requests(story);
    if (!requests.isEmpty()) {
      SendRequest request = pick(random, requests);
      story.fails(
          request.leg(), request.request().method(), pick(random, List.of(Reason.values())));
    }
  }

  private static void fire(Random random, Story story) {
    List<String> names = List.copyOf(story.timers().keySet());
    if (!names.isEmpty()) {
      String name = pick(random, names);
      story.step(
          new TimerFired(
              name,
              Objects.requireNonNull(story.timers().get(name)).generation() - random.nextInt(2)));
    }
  }

  private static List<SendRequest> requests(Story story) {
    return story.orders.stream()
        .filter(SendRequest.class::isInstance)
        .map(SendRequest.class::cast)
        .toList();
  }

  private static boolean isPlanned(Story story) {
    return story.orders.stream()
        .anyMatch(order -> order instanceof ApplyMediaPlan plan && !plan.plan().isRelease());
  }

  private static LegId leg(Random random) {
    return new LegId(1 + random.nextInt(3));
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
