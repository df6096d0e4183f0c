package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.RoutingChanged;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingWatchTest {
  private final RoutingWatch watch = new RoutingWatch();

  private static RoutingTable table(long version) {
    return new RoutingTable(version, List.of(), 60, 60, 0);
  }

  @Test
  void onlyTheNewestTableIsToldAndOnce() {
    assertThat(watch.news()).isNull();
    watch.read(table(1));
    watch.read(table(3));
    watch.read(table(2));
    assertThat(watch.news()).isEqualTo(new RoutingChanged(table(3)));
    assertThat(watch.news()).isNull();
  }

  @Test
  void aTableAppliedLaterIsToldThen() {
    watch.read(table(1));
    assertThat(watch.news()).isEqualTo(new RoutingChanged(table(1)));
    watch.read(table(1));
    assertThat(watch.news()).isNull();
    watch.read(table(2));
    assertThat(watch.news()).isEqualTo(new RoutingChanged(table(2)));
  }
}
