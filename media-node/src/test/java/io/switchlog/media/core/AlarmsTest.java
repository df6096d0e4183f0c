package io.switchlog.media.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.media.core.Alarms.Alarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  @Test
  void ringInOrderHoweverTheyAreSetMovedAndTakenAway() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      Alarms<Integer> alarms = new Alarms<>();
      List<Alarm<Integer>> all = new ArrayList<>();
      long[] at = new long[50];
      for (int i = 0; i < at.length; i++) {
        all.add(new Alarm<>(i));
        at[i] = Alarms.NEVER;
      }
      for (int step = 0; step < 300; step++) {
        int i = random.nextInt(at.length);
        at[i] = random.nextInt(4) == 0 ? Alarms.NEVER : random.nextInt(1_000);
        alarms.set(all.get(i), at[i]);
      }
      long waiting = java.util.Arrays.stream(at).filter(a -> a != Alarms.NEVER).count();
      long before = 0;
      for (Integer i = alarms.takeDue(1_000); i != null; i = alarms.takeDue(1_000)) {
        assertThat(at[i]).isBetween(before, 999L);
        before = at[i];
        waiting--;
      }
      assertThat(waiting).isZero();
      assertThat(alarms.nextMicros()).isEqualTo(Alarms.NEVER);
    }
  }

  @Test
  void nothingRingsBeforeItsTime() {
    Alarms<String> alarms = new Alarms<>();
    alarms.set(new Alarm<>("later"), 10);
    assertThat(alarms.nextMicros()).isEqualTo(10);
    assertThat(alarms.takeDue(9)).isNull();
    assertThat(alarms.takeDue(10)).isEqualTo("later");
  }
}
