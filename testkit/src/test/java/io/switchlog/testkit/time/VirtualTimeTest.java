package io.switchlog.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime(100);
  private final List<String> done = new ArrayList<>();

  @Test
  void deedsHappenByTimeAndThenInTheOrderAskedFor() {
    time.after(5, () -> done.add("c"));
    time.after(1, () -> done.add("a"));
    time.after(5, () -> done.add("d"));
    time.after(1, () -> time.after(0, () -> done.add("b")));

    time.runUntil(105);

    assertThat(done).containsExactly("a", "b", "c", "d");
    assertThat(time.nowMillis()).isEqualTo(105);
  }

  @Test
  void whatIsOffDoesNotHappen() {
    VirtualTime.Alarm off = time.after(1, () -> done.add("off"));
    time.after(9, () -> done.add("on"));
    off.off();

    assertThat(time.nextMillis()).isEqualTo(109);
    assertThat(time.step()).isTrue();
    assertThat(time.step()).isFalse();
    assertThat(done).containsExactly("on");
  }
}
