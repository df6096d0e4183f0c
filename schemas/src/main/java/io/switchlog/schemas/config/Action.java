package io.switchlog.schemas.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a rule does with a call.
public sealed interface Action {

  /// Ring a SIP URI and bridge the caller to it.
  ///
  /// @param uri where to send the INVITE; `$1`…`$9` stand for the groups of the rule's expression
  /// @param media how the audio travels
  record Dial(String uri, MediaMode media) implements Action {}

  /// Ring several parties in stages and bridge the caller to the one that answers first.
  ///
  /// @param stages one after the other; one at least
  /// @param media how the audio of those travels of whom nothing else is said
  /// @param earlyMedia whose early media the caller hears
  /// @param redirections how many parties that others name in their place are rung in all, 0 to 5;
  ///   null: none
  /// @param passes whether a redirection, where it is the best that was said, is the caller's to
  ///   follow, who so learns the addresses that it names; null: no
  record Ring(
      List<RingStage> stages,
      MediaMode media,
      EarlyMedia earlyMedia,
      @Nullable Integer redirections,
      @Nullable Boolean passes)
      implements Action {
    public Ring {
      stages = List.copyOf(stages);
    }

    /// One that follows no redirection.
    public Ring(List<RingStage> stages, MediaMode media, EarlyMedia earlyMedia) {
      this(stages, media, earlyMedia, null);
    }

    /// One that passes no redirection on.
    public Ring(
        List<RingStage> stages,
        MediaMode media,
        EarlyMedia earlyMedia,
        @Nullable Integer redirections) {
      this(stages, media, earlyMedia, redirections, null);
    }

    /// Whether one party is rung in all.
    public boolean isPlain() {
      return stages.size() == 1 && stages.getFirst().targets().size() == 1;
    }

    /// How many redirections are followed.
    public int mostRedirections() {
      return redirections == null ? 0 : redirections;
    }

    /// Whether the caller may get a redirection itself.
    public boolean passesRedirections() {
      return Boolean.TRUE.equals(passes);
    }
  }

  /// Whose audio a caller hears before an answer, where several ring.
  enum EarlyMedia {
    /// That of the first leg that has any, until another one answers.
    FIRST,
    /// That of the leg that had some last.
    LAST,
    /// Nobody's.
    NONE
  }

  /// Answer and send the caller's own audio back.
  record Echo() implements Action {}

  /// Answer and play a repeating tone.
  record Music() implements Action {}

  /// Park the caller in a slot, where it hears music until somebody fetches it.
  ///
  /// @param slots as in [io.switchlog.schemas.ParkSlot#range]: the first that is free is taken; may
  ///   name groups of the rule's expression
  /// @param recall whom to ring when nobody came in time: a SIP URI, or what a rule dials; null:
  ///   nobody, for as long as a call may last
  /// @param recallSeconds how long that is
  record Park(String slots, @Nullable String recall, int recallSeconds) implements Action {}

  /// Connect the caller with the party that is parked in a slot.
  ///
  /// @param slot its name; may name groups of the rule's expression
  record Retrieve(String slot) implements Action {}

  /// Ring all phones of a user, those of one preference together, the preferred ones first.
  ///
  /// @param user its name, or `NAME@REALM`; may name groups of the rule's expression
  /// @param media how the audio travels
  record User(String user, MediaMode media) implements Action {}

  /// Refuse.
  ///
  /// @param status 400 to 699
  /// @param reason the reason phrase
  record Reject(int status, String reason) implements Action {}

  /// How the audio of a bridged call travels.
  enum MediaMode {
    /// Through a media node, both ways.
    RELAY,
    /// From phone to phone: session descriptions are passed across as they come.
    BYPASS
  }
}
