package io.switchlog.control.core.call.state;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.MediaLost;
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
      try {
        return name.startsWith(PREFIX)
            ? new Reoffer(new LegId(Integer.parseInt(name.substring(PREFIX.length()))))
            : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  /// A called party has to answer.
  record Ring() implements CallTimer {
    @Override
    public String text() {
      return "ring";
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

  CallTimer MEDIA_ANSWER = new MediaAnswer();
  CallTimer MEDIA_LOST = new MediaLost();
  CallTimer RING = new Ring();
  CallTimer MAX_DURATION = new MaxDuration();
  CallTimer TEARDOWN = new Teardown();
  CallTimer RETENTION = new Retention();

  /// The timer of a name; null for one that no call has.
  static @Nullable CallTimer named(String name) {
    return switch (name) {
      case "media" -> MEDIA_ANSWER;
      case "media-lost" -> MEDIA_LOST;
      case "ring" -> RING;
      case "max-duration" -> MAX_DURATION;
      case "teardown" -> TEARDOWN;
      case "retention" -> RETENTION;
      default -> Reoffer.named(name);
    };
  }
}
