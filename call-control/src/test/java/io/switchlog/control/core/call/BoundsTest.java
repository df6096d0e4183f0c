package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a call may hold, whatever its parties send.
class BoundsTest {
  private static final int HELD_CALL_BYTES = 6_000;

  @Test
  void aHeldCallKeepsNoMessages() throws ReflectiveOperationException {
    Story story = Story.talking();
    story.aRequests("INVITE", "X-Long: " + "x".repeat(5_000) + "\r\n", Sdp.A_HOLDS);
    story.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("").mediaApplied();
    assertThat(sizeOf(story.state)).isLessThan(HELD_CALL_BYTES);
  }

  @Test
  void onlySoManyRequestsWaitAtATime() {
    Story story = Story.talking();
    for (int i = 0; i < ActiveCall.MOST_EXCHANGES; i++) {
      assertThat(story.aRequests("INFO", "", "Signal=1\r\n").ordered()).containsExactly("2:INFO");
    }
    assertThat(story.aRequests("INFO", "", "Signal=1\r\n").ordered()).containsExactly("1:500 INFO");
  }

  @Test
  void onlySoManyExtraAnswersAreEnded() {
    Story story = Story.talking();
    for (int i = 0; i < ActiveCall.MOST_LEGS; i++) {
      assertThat(story.bAnswers(200, "fork" + i, Sdp.B).ordered())
          .containsExactly("2:ACK", "2:BYE");
    }
    assertThat(story.bAnswers(200, "one-more", Sdp.B).decision)
        .isInstanceOf(Decision.Refused.class);
  }

  @Test
  void onlySoMuchProgressIsPassedOn() {
    Story story = Story.ringing();
    for (int i = 0; i < 100; i++) {
      story.bAnswers(180, "fork" + i, "");
    }
    assertThat(story.toldInAll().stream().filter("LegRang"::equals).count()).isEqualTo(32);
  }

  /// The heap that a value takes on a 64-bit machine with compressed pointers, near enough: shared
  /// values are counted each time.
  private static long sizeOf(@Nullable Object value) throws ReflectiveOperationException {
    return switch (value) {
      case null -> 0;
      case String text -> 40 + text.length();
      case Bytes bytes -> 32 + bytes.length();
      case Enum<?> _ -> 0;
      case Collection<?> all -> 24 + sizeOfAll(all);
      case Map<?, ?> map -> 64 + 40L * map.size() + sizeOfAll(map.values());
      case Record entry -> {
        long size = 12;
        for (RecordComponent component : entry.getClass().getRecordComponents()) {
          component.getAccessor().setAccessible(true);
          size += 4 + sizeOf(component.getAccessor().invoke(entry));
        }
        yield size;
      }
      default -> 16;
    };
  }

  private static long sizeOfAll(Collection<?> values) throws ReflectiveOperationException {
    long size = 0;
    for (Object value : values) {
      size += 4 + sizeOf(value);
    }
    return size;
  }
}
