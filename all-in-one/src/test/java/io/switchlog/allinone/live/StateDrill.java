package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Call control is killed while there are calls in each state, as the journal says, and every one of
/// them goes on:
///
///     each comes into its state -> kill -9 --- down ---> started again -------> verdict
///                                   └─ some go on ─────────┘   └─ the others do ─┘
final class StateDrill implements AutoCloseable {
  private static final Duration REACHED = Duration.ofSeconds(20);
  private static final Duration ENDS = Duration.ofSeconds(90);

  private final Cluster cluster;
  private final StateJournal journal;
  private final StatePhones phones;
  private final List<StateStory> stories = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  StateDrill(Cluster cluster) {
    this.cluster = cluster;
    this.journal = new StateJournal(cluster.kafka());
    this.phones = new StatePhones(cluster, journal);
  }

  StatePhones phones() {
    return phones;
  }

  StateJournal journal() {
    return journal;
  }

  /// Brings stories to their states, all at a time.
  void comes(List<StateStory> more) {
    long began = System.nanoTime();
    List<Thread> threads = more.stream().map(story -> plays(story, story.comes())).toList();
    threads.forEach(thread -> join(thread, began));
    assertThat(failures).as("stories that did not come where they should").isEmpty();
    stories.addAll(more);
  }

  /// Waits until the journal says that each is where it should be.
  void awaitReached() {
    Awaitility.await("each call in its state")
        .atMost(REACHED)
        .untilAsserted(() -> assertThat(journal.notReached(stories)).isEmpty());
  }

  /// Kills, starts again after a while, and judges.
  ///
  /// @param during the stories that go on while nobody decides
  void strike(Collection<String> victims, Duration down, List<StateStory> during) {
    long struck = System.nanoTime();
    cluster.kill(victims);
    List<Thread> threads = new ArrayList<>();
    during.forEach(story -> threads.add(plays(story, story.goesOn())));
    sleep(down);
    assertThat(cluster.startAgain(victims)).as("starts that failed").isZero();
    String ready = since(struck);
    stories.stream()
        .filter(story -> !during.contains(story))
        .forEach(story -> threads.add(plays(story, story.goesOn())));
    threads.forEach(thread -> join(thread, struck));
    System.out.printf(
        "%d stories, %d of them went on while call control was dead; ready again after %s,"
            + " the last was over after %s%n",
        stories.size(), during.size(), ready, since(struck));
    judge(victims);
  }

  private Thread plays(StateStory story, Runnable part) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            part.run();
          } catch (AssertionError | RuntimeException e) {
            failures.add(story + ": " + e);
          }
        });
  }

  private static void join(Thread thread, long struck) {
    try {
      long left = ENDS.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - struck);
      thread.join(Math.max(1, left));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void judge(Collection<String> victims) {
    Awaitility.await("the end of all calls")
        .atMost(failures.isEmpty() ? ENDS : Duration.ofSeconds(5))
        .untilAsserted(() -> {
          List<String> findings = new ArrayList<>(failures);
          findings.addAll(journal.findings(stories));
          assertThat(findings).isEmpty();
        });
    List<String> left = new ArrayList<>();
    stories.stream()
        .flatMap(story -> story.parties().stream())
        .forEach(party -> left.addAll(party.leftOver()));
    assertThat(left).as("messages that nobody waited for").isEmpty();
    assertThat(SentMessages.sentTwice(cluster.kafka())).isEmpty();
    assertThat(cluster.run("replay", "--all")).contains("no difference");
    for (String victim : victims) {
      assertThat(cluster.printedBy(victim).toLowerCase(Locale.ROOT)).doesNotContain("quarantin");
    }
  }

  private static String since(long nanos) {
    return "%.1f s".formatted((System.nanoTime() - nanos) / 1e9);
  }

  static void sleep(Duration length) {
    try {
      TimeUnit.MILLISECONDS.sleep(length.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    phones.close();
  }
}
