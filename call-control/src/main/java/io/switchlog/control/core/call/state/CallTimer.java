package io.switchlog.control.core.call.state;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.MediaLost;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A timer of a call. Its name is what the journal and `TimerFired` bear.
public sealed interface CallTimer {
  /// In the inbox and the journal, for ever the same.
  String text();

  /// A media node has to answer.
  record MediaAnswer() implements CallTimer {
    @Override
    public String text() {
      return "media";
    }
  }

  /// A media node has to take the place of the one that was lost.
  record MediaLost() implements CallTimer {
    @Override
    public String text() {
      return "media-lost";
    }
  }

  /// An offer of our own that met one of the leg's is made again.
  record Reoffer(LegId leg) implements CallTimer {
    private static final String PREFIX = "reoffer-";

    @Override
    public String text() {
      return PREFIX + leg;
    }

    private static @Nullable Reoffer named(String name) {
      return numbered(PREFIX, name, Reoffer::new);
    }
  }

  /// A leg's session is to be refreshed, or is over.
  record Session(LegId leg) implements CallTimer {
    private static final String PREFIX = "session-";

    @Override
    public String text() {
      return PREFIX + leg;
    }

    private static @Nullable Session named(String name) {
      return numbered(PREFIX, name, Session::new);
    }
  }

  /// A called party has to answer. The first one's has no number, as when a call had no other.
  record Ring(LegId leg) implements CallTimer {
    private static final String FIRST = "ring";
    private static final String PREFIX = "ring-";

    @Override
    public String text() {
      return leg.equals(FIRST_CALLED) ? FIRST : PREFIX + leg;
    }

    private static @Nullable Ring named(String name) {
      return name.equals(FIRST) ? new Ring(FIRST_CALLED) : numbered(PREFIX, name, Ring::new);
    }
  }

  /// A caller who waits is told so again.
  record Progress(LegId leg) implements CallTimer {
    private static final String PREFIX = "progress-";

    @Override
    public String text() {
      return PREFIX + leg;
    }

    private static @Nullable Progress named(String name) {
      return numbered(PREFIX, name, Progress::new);
    }
  }

  /// The next party of a ring plan's stage is to be rung.
  record Dial() implements CallTimer {
    @Override
    public String text() {
      return "dial";
    }
  }

  /// A park slot has to answer.
  record SlotAnswer() implements CallTimer {
    @Override
    public String text() {
      return "slot";
    }
  }

  /// A user's address has to answer.
  record UserAnswer() implements CallTimer {
    @Override
    public String text() {
      return "user";
    }
  }

  /// Nobody came for the parked caller: somebody is rung.
  record Recall() implements CallTimer {
    @Override
    public String text() {
      return "recall";
    }
  }

  /// The call has to end.
  record MaxDuration() implements CallTimer {
    @Override
    public String text() {
      return "max-duration";
    }
  }

  /// Legs that are being ended count as ended.
  record Teardown() implements CallTimer {
    @Override
    public String text() {
      return "teardown";
    }
  }

  /// The ended call is forgotten: an input that finds this timer due finds no call.
  record Retention() implements CallTimer {
    @Override
    public String text() {
      return "retention";
    }
  }

  /// The first leg that is not the caller's.
  LegId FIRST_CALLED = new LegId(2);

  CallTimer MEDIA_ANSWER = new MediaAnswer();
  CallTimer MEDIA_LOST = new MediaLost();
  CallTimer DIAL = new Dial();
  CallTimer SLOT_ANSWER = new SlotAnswer();
  CallTimer USER_ANSWER = new UserAnswer();
  CallTimer RECALL = new Recall();
  CallTimer MAX_DURATION = new MaxDuration();
  CallTimer TEARDOWN = new Teardown();
  CallTimer RETENTION = new Retention();
  List<CallTimer> OF_NO_LEG =
      List.of(
          MEDIA_ANSWER,
          MEDIA_LOST,
          DIAL,
          SLOT_ANSWER,
          USER_ANSWER,
          RECALL,
          MAX_DURATION,
          TEARDOWN,
          RETENTION);

  /// The timer of a name; null for one that no call has.
  static @Nullable CallTimer named(String name) {
    for (CallTimer timer : OF_NO_LEG) {
      if (timer.text().equals(name)) {
        return timer;
      }
    }
    Ring ring = Ring.named(name);
    Session session = Session.named(name);
    Progress progress = Progress.named(name);
    return ring != null
        ? ring
        : session != null ? session : progress != null ? progress : Reoffer.named(name);
  }

  private static <T extends CallTimer> @Nullable T numbered(
      String prefix, String name, Function<LegId, T> timer) {
    try {
      return name.startsWith(prefix)
          ? timer.apply(new LegId(Integer.parseInt(name.substring(prefix.length()))))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
