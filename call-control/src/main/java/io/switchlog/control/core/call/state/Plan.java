package io.switchlog.control.core.call.state;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.sip.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What leads a call: who says what comes next when a leg rings, answers, fails or leaves. A plan
/// begins with what was asked for or what the routing table said, and ends with the call's outcome.
public sealed interface Plan {

  /// What the routing table allowed the call that it leads; null where none has spoken, or the call
  /// does not go on here.
  default @Nullable Limits allowed() {
    return switch (this) {
      case Ring ring -> ring.limits();
      case Connected connected -> connected.limits();
      case BuiltIn builtIn -> builtIn.limits();
      case Originate originate -> originate.limits();
      case SeekSlot seek -> seek.limits();
      case Parked parked -> parked.limits();
      case Retrieve retrieve -> retrieve.limits();
      case SeekUser seek -> seek.limits();
      case None _, HandedOver _, Ending _ -> null;
    };
  }

  /// The call was not routed, or to nobody: it is refused by the decision that says so.
  record None() implements Plan {}

  /// Parties are rung in stages; the one that answers first is connected with the caller.
  ///
  /// @param stages who
  /// @param media how the audio of those travels of whom nothing else is said
  /// @param earlyMedia whose early media the caller hears
  /// @param stage the one that is rung
  /// @param rung how many of its targets were, or could not be
  /// @param began when the stage did
  /// @param failure what the caller is told if nobody answers; null while nobody failed
  /// @param early the description that the caller got before an answer; null for none
  /// @param redirections how many parties more may be rung that others name in their place
  /// @param passes whether the caller may get a redirection itself
  /// @param bypassed the legs that were rung with what the caller itself offers, whose audio no
  ///   media node carries
  /// @param bindings how those are reached who have registered, whose contacts are among the URIs
  record Ring(
      List<RingStage> stages,
      Action.MediaMode media,
      Action.EarlyMedia earlyMedia,
      Limits limits,
      int stage,
      int rung,
      Instant began,
      @Nullable Failure failure,
      @Nullable Early early,
      int redirections,
      boolean passes,
      Set<LegId> bypassed,
      List<ContactBinding> bindings)
      implements Plan {
    public Ring {
      stages = List.copyOf(stages);
      bypassed = Set.copyOf(bypassed);
      bindings = List.copyOf(bindings);
    }

    public static Ring of(Action.Ring action, Limits limits, Instant at) {
      return of(action, limits, at, List.of());
    }

    /// As above, of those who have registered.
    public static Ring of(
        Action.Ring action, Limits limits, Instant at, List<ContactBinding> bindings) {
      Action.MediaMode media = action.media();
      return new Ring(
          action.stages().stream().map(stage -> bypassedFirst(stage, media)).toList(),
          media,
          action.earlyMedia(),
          limits,
          0,
          0,
          at,
          null,
          null,
          action.mostRedirections(),
          action.passesRedirections(),
          Set.of(),
          bindings);
    }

    /// Of those that are due at a time they are first who need not wait for a media node.
    private static RingStage bypassedFirst(RingStage stage, Action.MediaMode usual) {
      return stage.targets().stream().map(target -> mode(target, usual)).distinct().count() < 2
          ? stage
          : new RingStage(
              stage.targets().stream()
                  .sorted(
                      Comparator.comparingInt(RingTarget::delaySeconds)
                          .thenComparing(target -> mode(target, usual) == Action.MediaMode.RELAY))
                  .toList());
    }

    private static Action.MediaMode mode(RingTarget target, Action.MediaMode usual) {
      return target.media() == null ? usual : target.media();
    }

    /// How a target has registered; null where it has not.
    public @Nullable ContactBinding binding(RingTarget target) {
      return bindings.stream()
          .filter(each -> each.contact().equals(target.uri()))
          .findFirst()
          .orElse(null);
    }

    /// How a target's audio travels.
    public Action.MediaMode mode(RingTarget target) {
      return mode(target, media);
    }

    /// Whether a leg was rung with what the caller itself offers.
    public boolean isBypassed(LegId leg) {
      return bypassed.contains(leg);
    }

    /// Whether a media node carries the audio of some that are rung, and not that of others: then
    /// the call goes on without one.
    public boolean isMixed() {
      return stages.stream()
              .flatMap(each -> each.targets().stream())
              .map(this::mode)
              .distinct()
              .count()
          > 1;
    }

    /// Whether one party is to be rung in all, so that the caller's leg can be connected with its
    /// from the beginning.
    public boolean isPlain() {
      return stages.size() == 1 && stages.getFirst().targets().size() == 1;
    }

    /// The stage that is rung.
    public RingStage current() {
      return stages.get(stage);
    }

    /// Who is rung in this stage, in order.
    public List<RingTarget> targets() {
      return current().targets();
    }

    /// Who is still to be rung in this stage.
    public List<RingTarget> left() {
      return targets().subList(rung, targets().size());
    }

    /// When a target of this stage is to be rung.
    public Instant dueAt(RingTarget target) {
      return began.plusSeconds(target.delaySeconds());
    }

    public boolean hasNextStage() {
      return stage + 1 < stages.size();
    }

    public Ring atStage(int next, Instant at) {
      return new Ring(
          stages,
          media,
          earlyMedia,
          limits,
          next,
          0,
          at,
          failure,
          early,
          redirections,
          passes,
          bypassed,
          bindings);
    }

    /// With the next target as this leg.
    public Ring withRung(LegId leg) {
      Set<LegId> now = bypassed;
      if (!left().isEmpty() && mode(left().getFirst()) == Action.MediaMode.BYPASS) {
        now = new HashSet<>(bypassed);
        now.add(leg);
      }
      return withOneMore(now);
    }

    /// With the next target passed over.
    public Ring withSkipped() {
      return withOneMore(bypassed);
    }

    private Ring withOneMore(Set<LegId> nowBypassed) {
      return new Ring(
          stages,
          media,
          earlyMedia,
          limits,
          stage,
          rung + 1,
          began,
          failure,
          early,
          redirections,
          passes,
          nowBypassed,
          bindings);
    }

    /// With parties that one of this stage has named in its place: they are next, and their audio
    /// travels as its own would have. Where others wait for the media node, those that need none
    /// come after them.
    ///
    /// @param insteadOf the leg of the one
    /// @param credentials what answers their challenges, as it did those of the one; null: nothing
    /// @param planned how many wait for the media node
    public Ring withRedirected(
        LegId insteadOf, List<String> uris, @Nullable String credentials, int planned) {
      boolean mixed = isMixed();
      Action.MediaMode mode =
          isBypassed(insteadOf) ? Action.MediaMode.BYPASS : Action.MediaMode.RELAY;
      int at = mixed && mode == Action.MediaMode.BYPASS ? after(planned) : rung;
      List<RingTarget> now = new ArrayList<>(targets().subList(0, at));
      for (String uri : uris) {
        now.add(new RingTarget(uri, 0, 0, List.of(), credentials, mixed ? mode : null));
      }
      now.addAll(targets().subList(at, targets().size()));
      List<RingStage> all = new ArrayList<>(stages);
      all.set(stage, new RingStage(now));
      return new Ring(
          all,
          media,
          earlyMedia,
          limits,
          stage,
          rung,
          began,
          failure,
          early,
          redirections - uris.size(),
          passes,
          bypassed,
          bindings);
    }

    /// Where in the stage they are over who wait for the media node.
    private int after(int planned) {
      int at = rung;
      for (int waiting = planned; waiting > 0 && at < targets().size(); at++) {
        waiting -= mode(targets().get(at)) == Action.MediaMode.RELAY ? 1 : 0;
      }
      return at;
    }

    public Ring withFailure(Failure later) {
      Failure best = failure == null ? later : failure.orBetter(later);
      return new Ring(
          stages,
          media,
          earlyMedia,
          limits,
          stage,
          rung,
          began,
          best,
          early,
          redirections,
          passes,
          bypassed,
          bindings);
    }

    /// With a description that the caller got.
    public Ring withEarly(LegId leg, Bytes told) {
      return new Ring(
          stages,
          media,
          earlyMedia,
          limits,
          stage,
          rung,
          began,
          failure,
          early == null ? new Early(leg, told, told) : early.toldAgain(told),
          redirections,
          passes,
          bypassed,
          bindings);
    }
  }

  /// Somebody is rung who asked for a call, or for whom one was asked for. When it answers, the
  /// routing table says what comes.
  ///
  /// @param uri who
  /// @param to what it is connected with: as if it had dialed that
  /// @param callerId whom it sees calling; null: the same
  /// @param credentials what answers its challenges; null: nothing does
  /// @param failure why it does not answer; null while it may
  record Originate(
      String uri,
      String to,
      @Nullable String callerId,
      Limits limits,
      @Nullable String credentials,
      @Nullable Failure failure)
      implements Plan {
    public Originate withFailure(Failure known) {
      return new Originate(uri, to, callerId, limits, credentials, known);
    }
  }

  /// A session description that a caller got before an answer.
  ///
  /// @param leg whose
  /// @param session as the caller got it
  /// @param newest what it got last
  record Early(LegId leg, Bytes session, Bytes newest) {
    Early toldAgain(Bytes now) {
      return new Early(leg, session, now);
    }
  }

  /// Two parties are connected, until one of them leaves.
  ///
  /// @param replacing who is about to take the place of one of them; null for nobody
  record Connected(Limits limits, @Nullable Replacing replacing) implements Plan {
    /// With nobody else.
    public Connected(Limits limits) {
      this(limits, null);
    }
  }

  /// A leg that takes the place of another (RFC 3891).
  record Replacing(LegId leg, LegId insteadOf) {}

  /// The exchange itself answers.
  ///
  /// @param source what the caller hears
  record BuiltIn(Source source, Limits limits) implements Plan {}

  /// The caller is to be parked, and a slot is asked for.
  ///
  /// @param tried how many of the slots are others'
  /// @param sought the slot that is asked; null while none is
  record SeekSlot(Action.Park action, Limits limits, int tried, @Nullable ParkSlot sought)
      implements Plan {
    /// The next one to ask; null where all are others'.
    public @Nullable ParkSlot next() {
      List<ParkSlot> slots = ParkSlot.range(action.slots());
      return tried < slots.size() ? slots.get(tried) : null;
    }

    public SeekSlot asking(@Nullable ParkSlot slot) {
      return new SeekSlot(action, limits, tried, slot);
    }

    public SeekSlot missed() {
      return new SeekSlot(action, limits, tried + 1, null);
    }
  }

  /// The caller is parked.
  ///
  /// @param slot where
  /// @param recallAt when somebody is to be rung; null: nobody
  /// @param retriever the leg that is about to be connected with it; null for none
  record Parked(
      Action.Park action,
      Limits limits,
      ParkSlot slot,
      @Nullable Instant recallAt,
      @Nullable LegId retriever)
      implements Plan {
    public Parked retrievedBy(@Nullable LegId leg) {
      return new Parked(action, limits, slot, recallAt, leg);
    }
  }

  /// The caller wants to talk to the party that is parked in a slot.
  record Retrieve(ParkSlot slot, Limits limits) implements Plan {}

  /// The caller wants a user, who is asked where it is reached.
  ///
  /// @param media how the audio travels
  record SeekUser(UserAddress user, Action.MediaMode media, Limits limits) implements Plan {}

  /// The caller's leg is another call's: what arrives for it is sent on.
  record HandedOver(CallId to, LegId leg) implements Plan {}

  /// The call ends: what is left of its legs is being ended.
  ///
  /// @param outcome how
  record Ending(Outcome outcome) implements Plan {}

  /// What the routing table allowed, which holds for the call whatever is configured later.
  ///
  /// @param ringSeconds how long a called party may ring
  /// @param durationSeconds how long the call may last from its answer
  /// @param silenceSeconds how long all legs may be silent, 0 for ever
  /// @param sessionSeconds how often sessions are to be refreshed at least; null: where a party
  ///   asks for it
  /// @param policy what crosses from leg to leg; null: what is usual
  record Limits(
      int ringSeconds,
      int durationSeconds,
      int silenceSeconds,
      @Nullable Integer sessionSeconds,
      @Nullable CrossingPolicy policy) {}
}
