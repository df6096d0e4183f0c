package io.switchlog.schemas.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.topic.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandOrderTest {
  private final CommandOrder<String> order = new CommandOrder<>();

  private static TermMark mark(long term, long sequence) {
    return new TermMark(Log.CALLS, 3, term, 7, 0, sequence);
  }

  private static String text(long term, long sequence) {
    return term + "/" + sequence;
  }

  private List<String> log(long term, long sequence) {
    List<String> due = order.logged(mark(term, sequence), text(term, sequence));
    return due == null ? List.of("refused") : due;
  }

  private List<String> push(long term, long sequence) {
    return order.pushed(mark(term, sequence), text(term, sequence));
  }

  @Test
  void aPushThatIsNextIsCarriedOutAndItsCopyIsNot() {
    assertThat(log(1, 1)).containsExactly("1/1");
    assertThat(push(1, 2)).containsExactly("1/2");
    assertThat(order.isRepeat(mark(1, 2))).isTrue();
    assertThat(log(1, 2)).isEmpty();
    assertThat(push(1, 2)).as("again").isEmpty();
    assertThat(order.isRepeat(mark(1, 3))).isFalse();
    assertThat(log(1, 3)).containsExactly("1/3");
  }

  @Test
  void aTermBeginsWithTheLog() {
    assertThat(push(1, 1)).isEmpty();
    assertThat(order.isWaiting()).isTrue();
    assertThat(push(1, 2)).isEmpty();
    assertThat(log(1, 1)).containsExactly("1/1", "1/2");
    assertThat(order.isWaiting()).isFalse();
  }

  @Test
  void nothingOfATermIsOvertakenByTheNext() {
    assertThat(log(1, 1)).containsExactly("1/1");
    assertThat(push(2, 1)).isEmpty();
    assertThat(log(1, 2)).as("still the log's order").containsExactly("1/2");
    assertThat(log(2, 1)).containsExactly("2/1");
    assertThat(push(1, 3)).as("an owner that was replaced").isEmpty();
    assertThat(log(1, 3)).containsExactly("refused");
    assertThat(order.isWaiting()).isFalse();
  }

  @Test
  void whatWasLostOnItsWayIsWaitedFor() {
    assertThat(log(1, 1)).containsExactly("1/1");
    assertThat(push(1, 3)).isEmpty();
    assertThat(push(1, 4)).isEmpty();
    assertThat(order.isWaiting()).isTrue();
    assertThat(log(1, 2)).containsExactly("1/2", "1/3", "1/4");
    assertThat(log(1, 3)).isEmpty();
  }

  @Test
  void whatTheLogHasLostIsWaitedForByNobody() {
    assertThat(log(1, 1)).containsExactly("1/1");
    assertThat(push(1, 5)).isEmpty();
    assertThat(log(1, 4)).containsExactly("1/4", "1/5");
  }

  @Test
  void aNodeThatStartsInTheMiddleOfATermGoesOnFromTheLog() {
    assertThat(push(4, 101)).isEmpty();
    assertThat(log(4, 100)).containsExactly("4/100", "4/101");
  }

  @Test
  void whatIsHeldOfAnOlderTermIsLetGo() {
    assertThat(log(1, 1)).containsExactly("1/1");
    assertThat(push(1, 3)).isEmpty();
    assertThat(log(2, 1)).containsExactly("2/1");
    assertThat(order.isWaiting()).isFalse();
    assertThat(push(2, 2)).containsExactly("2/2");
  }

  @Test
  void ofABuildThatDoesNotCountTheLogAloneIsTaken() {
    assertThat(log(1, 0)).containsExactly("1/0");
    assertThat(log(1, 0)).containsExactly("1/0");
    assertThat(push(1, 0)).isEmpty();
    assertThat(order.logged(null, "nobody's")).containsExactly("nobody's");
  }

  /// An upgrade that is taken back: the owner that counted wakes up after one that does not.
  @Test
  void anOwnerOfABuildThatDoesNotCountSilencesTheOneBefore() {
    assertThat(log(5, 1)).containsExactly("5/1");
    assertThat(push(5, 3)).isEmpty();
    assertThat(log(6, 0)).containsExactly("6/0");
    assertThat(order.isWaiting()).isFalse();
    assertThat(push(5, 2)).isEmpty();
    assertThat(log(5, 2)).containsExactly("refused");
    assertThat(order.isVoid(mark(5, 2))).isTrue();
    assertThat(order.isVoid(mark(7, 1))).as("its term is seen").isFalse();
    assertThat(log(6, 0)).containsExactly("refused");
  }

  @Test
  void noMoreIsHeldThanIsUseful() {
    for (int i = 2; i < CommandOrder.MOST_HELD + 100; i++) {
      assertThat(push(1, i)).isEmpty();
    }
    assertThat(log(1, 1)).hasSize(CommandOrder.MOST_HELD + 1);
    assertThat(order.isWaiting()).isFalse();
  }

  @Test
  void aMarkOfABuildBeforeHasNoSequence() {
    byte[] value = new TermMark(Log.CALLS, 3, 4, 5, 6, 7).toBytes();
    assertThat(TermMark.of(value)).isEqualTo(new TermMark(Log.CALLS, 3, 4, 5, 6, 7));
    assertThat(TermMark.of(java.util.Arrays.copyOf(value, 28)))
        .isEqualTo(new TermMark(Log.CALLS, 3, 4, 5, 6, 0));
    assertThat(TermMark.of(new byte[3])).isNull();
  }

  /// However pushes are lost and late: what is carried out is the log, in its order.
  @Test
  void whateverIsPushedTheLogIsCarriedOut() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      CommandOrder<String> any = new CommandOrder<>();
      List<TermMark> log = new ArrayList<>();
      List<String> done = new ArrayList<>();
      for (int term = 1, all = 1 + random.nextInt(3); term <= all; term++) {
        for (int i = 1, count = random.nextInt(20); i <= count; i++) {
          log.add(mark(term, i));
        }
      }
      int pushed = 0;
      for (int read = 0; read < log.size(); read++) {
        for (int ahead = random.nextInt(6); ahead > 0 && pushed < log.size(); ahead--) {
          TermMark next = log.get(pushed++);
          if (random.nextInt(5) > 0) {
            done.addAll(any.pushed(next, text(next.term(), next.sequence())));
          }
        }
        TermMark next = log.get(read);
        pushed = Math.max(pushed, read);
        List<String> due = any.logged(next, text(next.term(), next.sequence()));
        assertThat(due).isNotNull();
        done.addAll(due);
      }
      assertThat(done)
          .containsExactlyElementsOf(
              log.stream().map(each -> text(each.term(), each.sequence())).toList());
    }
  }
}
