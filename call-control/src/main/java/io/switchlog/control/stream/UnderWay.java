package io.switchlog.control.stream;

import io.switchlog.schemas.bus.TermMark;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What one producer has under way for the owners of its thread, and what each answer of the bus
/// means for them:
///
/// - a record of history - journal, inbox - that is not taken, or not where it was expected, is
///   trouble: nothing may be committed any more, and all that the thread owns is taken over anew;
/// - a command is done with when the bus has it or will never have it;
/// - only history is waited for before a commit.
///
/// Knows no client, so that whoever stands for one can drive it. Safe for use by many threads.
public final class UnderWay {
  private final Voices voices;
  private int history;

  /// Whether some of it has been waited for in vain.
  private boolean slow;

  /// @param voices of the partitions that are owned
  public UnderWay(Voices voices) {
    this.voices = voices;
  }

  /// A command leaves.
  ///
  /// @param mark whose it is, null for nobody's, such as a floor
  /// @return to be run once, when the bus has it or will never have it
  public Runnable command(@Nullable TermMark mark) {
    Voice voice = voiceOf(mark);
    if (mark == null || voice == null) {
      return () -> {};
    }
    voice.commandSent(mark.number());
    return () -> voice.commandDone(mark.number());
  }

  /// A record of the journal leaves.
  ///
  /// @param mark whose it is, and so where it has to stand; null for nobody's
  public synchronized Answer history(@Nullable TermMark mark) {
    Voice voice = voiceOf(mark);
    history++;
    if (mark != null && voice != null) {
      voice.recordSent(mark.number());
    }
    return new Answer(mark, voice);
  }

  /// A timer leaves for the inbox, where it may stand anywhere.
  ///
  /// @param mark whose it is, null for nobody's
  public synchronized Answer timer(@Nullable TermMark mark) {
    history++;
    return new Answer(null, voiceOf(mark));
  }

  private @Nullable Voice voiceOf(@Nullable TermMark mark) {
    return mark == null ? null : voices.of(mark.partition(), mark.term());
  }

  /// Whether the bus has answered for all of history.
  public synchronized boolean isQuiet() {
    return history == 0;
  }

  /// Waits for that; once for as long as this, and then no more until it is so.
  synchronized void awaitQuiet(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (history > 0 && !slow) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        slow = true;
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /// What becomes of one record of history. Each ends with [#done].
  public final class Answer {
    private final @Nullable TermMark mark;
    private final @Nullable Voice voice;
    private boolean silences;

    /// @param mark where it has to stand, null where it may stand anywhere
    private Answer(@Nullable TermMark mark, @Nullable Voice voice) {
      this.mark = mark;
      this.voice = voice;
    }

    /// Judges what the bus says.
    ///
    /// @param offset where the record stands, -1 where that is not known
    /// @param fault why it was not taken, null where it was
    /// @return what is wrong, null where nothing is
    public @Nullable String judge(long offset, @Nullable Exception fault) {
      String trouble = trouble(offset, fault);
      silences = trouble != null && voice != null && voice.fallsSilent();
      return trouble;
    }

    /// Whether the owner is not heard any more because of this record, and of none before it.
    boolean silences() {
      return silences;
    }

    private @Nullable String trouble(long offset, @Nullable Exception fault) {
      if (fault != null) {
        return "was not taken: " + fault;
      }
      if (mark == null) {
        return null;
      }
      if (voice == null) {
        return "came after its term was over";
      }
      return voice.recordDone(mark.number(), offset)
          ? null
          : "stands at offset " + offset + ", where it does not count";
    }

    /// It is not under way any more, after all that follows from the judgement was told.
    public void done() {
      synchronized (UnderWay.this) {
        history--;
        slow &= history > 0;
        UnderWay.this.notifyAll();
      }
    }
  }
}
