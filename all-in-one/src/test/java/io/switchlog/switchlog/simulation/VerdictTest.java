package io.switchlog.switchlog.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.event.CallEnded;
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
    assertThat(world.bus().journal()).hasSizeGreaterThan(100);
  }

  @Test
  void aCallWithoutItsEndIsFound() {
    String end =
        world.bus().journal().entrySet().stream()
            .filter(event ->
                Families.JOURNAL.decode(event.getValue().array()).body() instanceof CallEnded)
            .findFirst()
            .orElseThrow()
            .getKey();
    world.bus().journal().remove(end);

    assertThat(Verdict.of(world))
        .extracting(Verdict.Finding::text)
        .anyMatch(text -> text.startsWith("it has 0 terminal events"))
        .anyMatch(text -> text.startsWith("decided again, event " + end));
  }

  @Test
  void anInboxThatTellsAnotherStoryIsFound() {
    world.bus().inbox(0).remove(world.bus().inbox(0).size() / 2);

    assertThat(Verdict.of(world))
        .extracting(Verdict.Finding::text)
        .anyMatch(text -> text.startsWith("decided again"));
  }

  @Test
  void theSameSeedIsTheSameRun() {
    World again = new World(7, Scene.CALM);
    again.run();

    assertThat(again.bus().journal()).isEqualTo(world.bus().journal());
    assertThat(again.chronicle().ladder(1)).isEqualTo(world.chronicle().ladder(1));
  }
}
