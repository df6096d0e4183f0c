package io.switchlog.allinone.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.journal.Decided;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The verdict itself: it must find what is wrong.
class VerdictTest {
  private final World world = new World(7, Scene.CALM);

  VerdictTest() {
    world.run();
  }

  @Test
  void aRunWithoutFaultsIsClean() {
    assertThat(Verdict.of(world)).isEmpty();
    assertThat(world.bus().decisions()).hasSizeGreaterThan(100);
  }

  @Test
  void aCallWithoutItsEndIsFound() {
    List<Bytes> journal = world.bus().journal(0);
    Bytes end =
        journal.stream()
            .filter(value ->
                Families.JOURNAL.decode(value.array()).body() instanceof Decided decided
                    && decided.events().stream().anyMatch(CallEnded.class::isInstance))
            .toList()
            .getLast();
    // What is behind it must not be read over: only the last one can be missing and nothing else.
    journal.subList(journal.indexOf(end), journal.size()).clear();

    assertThat(Verdict.of(world))
        .extracting(Verdict.Finding::text)
        .anyMatch(text -> text.startsWith("it has 0 terminal events"))
        .anyMatch(text -> text.startsWith("decided again, input 0/"));
  }

  @Test
  void anInboxThatTellsAnotherStoryIsFound() {
    int middle = world.bus().inbox(0).size() / 2;
    world.bus().inbox(0).set(middle, world.bus().inbox(0).get(middle - 1));

    assertThat(Verdict.of(world))
        .extracting(Verdict.Finding::text)
        .anyMatch(text -> text.startsWith("decided again"));
  }

  @Test
  void theSameSeedIsTheSameRun() {
    World again = new World(7, Scene.CALM);
    again.run();

    assertThat(again.bus().decisions()).isEqualTo(world.bus().decisions());
    assertThat(again.chronicle().ladder(1)).isEqualTo(world.chronicle().ladder(1));
  }
}
