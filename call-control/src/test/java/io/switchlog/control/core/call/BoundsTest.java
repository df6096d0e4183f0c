package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Load;
import io.switchlog.schemas.Bytes;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a call may hold, whatever its parties send.
///
/// Holds `Load`.
class BoundsTest {
  private static final int HELD_CALL_BYTES = 6_800;

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
    for (int i = 0; i < ActiveCall.MOST_EXTRA_ANSWERS; i++) {
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

  private static final int MANY = 100_000;

  /// What a peer does without end.
  enum Deed {
    INFOS {
      @Override
      void to(Story story, int i) {
        if (story.aRequests("INFO", "", "Signal=1\r\n").ordered().contains("2:INFO")) {
          story.bResponds("INFO", 200, "");
        }
      }
    },
    UNANSWERED_INFOS {
      @Override
      void to(Story story, int i) {
        story.aRequests("INFO", "", "Signal=1\r\n");
      }
    },
    RE_INVITES {
      @Override
      void to(Story story, int i) {
        story.aRequests("INVITE", "", i % 2 == 0 ? Sdp.A_HOLDS : Sdp.A);
        if (story.ordered().contains("2:INVITE")) {
          story.bResponds("INVITE", 200, i % 2 == 0 ? Sdp.B_HELD : Sdp.B).aAcks("");
        }
      }
    },
    OPTIONS_FROM_B {
      @Override
      void to(Story story, int i) {
        story.bRequests("OPTIONS", "", "");
      }
    },
    LATE_BYES {
      @Override
      void to(Story story, int i) {
        story.aRequestsWithCseq("BYE", 1, "", "");
      }
    },
    CANCELS {
      @Override
      void to(Story story, int i) {
        story.aCancels(i % 2 == 0);
      }
    },
    MADE_UP_ACKS {
      @Override
      void to(Story story, int i) {
        story.aAcks(i % 2 == 0 ? "" : Sdp.A);
      }
    },
    REPEATED_ANSWERS {
      @Override
      void to(Story story, int i) {
        story.bAnswers(200, Story.B_TAG, Sdp.B);
      }
    },
    FORKED_ANSWERS {
      @Override
      void to(Story story, int i) {
        story.bAnswers(200, "fork" + i, Sdp.B);
      }
    },
    LATE_PROVISIONALS {
      @Override
      void to(Story story, int i) {
        story.bAnswers(180, "fork" + i, "");
      }
    },
    STRAY_FAILURES {
      @Override
      void to(Story story, int i) {
        story.strays = true;
        story.bAnswers(486, "fork" + i, "");
        story.strays = false;
      }
    };

    abstract void to(Story story, int i);
  }

  /// Events are bounded, and what the call keeps does not grow, so neither does the work for an
  /// input. The other side is not troubled, and a BYE always works.
  @ParameterizedTest
  @EnumSource(Deed.class)
  void aChattyPeerCostsSoMuchAndNoMore(Deed deed) throws ReflectiveOperationException {
    Story story = Story.talking();
    story.foldsAgain = false;
    long sizeBefore = 0;
    int times = deed == Deed.INFOS ? MANY : MANY / 10;
    for (int i = 0; i < times; i++) {
      deed.to(story, i);
      forgetOrders(story);
      if (i == 100) {
        sizeBefore = sizeOf(story.state);
      }
    }
    assertThat(story.history).hasSizeLessThan(Load.MOST_EVENTS + 100);
    assertThat(sizeOf(story.state)).isLessThan(sizeBefore + 1_000);
    assertThat(story.state).isInstanceOf(ActiveCall.class);
    assertThat(story.bRequests("BYE", "", "").ordered()).contains("2:200 BYE", "1:BYE");
    assertThat(story.aResponds("BYE", 200, "").told()).contains("CallEnded");
  }

  /// All but the first, among them the INVITE, and the latest.
  private static void forgetOrders(Story story) {
    if (story.orders.size() > 400) {
      story.orders.subList(100, 300).clear();
    }
  }

  @Test
  void aCallerThatRepeatsItsInviteEverywhereCostsSoMuchAndNoMore() {
    Story story = Story.ringing();
    story.foldsAgain = false;
    for (int i = 0; i < MANY / 10; i++) {
      story.edge = i % 2 == 0 ? Story.SIBLING : Story.EDGE;
      story.invites(Sdp.A);
    }
    assertThat(story.history).hasSizeLessThan(Load.MOST_EVENTS + 100);
    assertThat(story.ordered()).as("what it does not follow").containsExactly("1:482 INVITE");
    story.aCancels(waiting(story));
    assertThat(story.ordered()).contains("1:487 INVITE", "2:CANCEL");
  }

  /// The branch that is answered in the end.
  private static String waiting(Story story) {
    return story.state instanceof ActiveCall call && call.caller() instanceof Leg.Calling caller
        ? caller.invite().transaction().key()
        : "";
  }

  @Test
  void aPartyThatRingsWithoutEndIsNotHeardAnyMore() {
    Story story = Story.ringing();
    story.foldsAgain = false;
    for (int i = 0; i < MANY / 10; i++) {
      story.bAnswers(183, "fork" + i, Sdp.B);
    }
    assertThat(story.history).hasSizeLessThan(200);
  }

  @Test
  void aBurstIsTakenAndWhatIsBeyondIsRefusedForAWhile() {
    Story story = Story.talking();
    for (int i = 0; i < Load.BURST + 4; i++) {
      // One input comes each 10 ms, so a few more than the burst are paid for by then.
      assertThat(story.aRequests("OPTIONS", "", "").ordered()).containsExactly("1:200 OPTIONS");
    }
    for (int i = 0; i < 50 && story.told().contains("RequestAnswered"); i++) {
      story.aRequests("OPTIONS", "", "");
    }
    assertThat(story.decision).isInstanceOf(Decision.Answered.class);
    assertThat(story.answer().status()).isEqualTo(500);
    assertThat(story.answer().headers().toString()).contains("Retry-After: 5\r\n");
    assertThat(story.bRequests("OPTIONS", "", "").ordered()).containsExactly("2:200 OPTIONS");
    story.now = story.now.plusSeconds(1);
    assertThat(story.aRequests("OPTIONS", "", "").told()).containsExactly("RequestAnswered");
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
