package io.switchlog.allinone.simulation;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.Step.Deed;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What two phones do in one call, from the seed.
///
/// @param kind what it is about
/// @param called the user that is called, without the call's number
/// @param callerOverTcp whether the caller speaks TCP
/// @param caller what the caller does
/// @param callee what the called phone does
/// @param other what the second called phone does; null where there is none
record Story(
    Kind kind,
    String called,
    boolean callerOverTcp,
    Script caller,
    Script callee,
    @Nullable Script other) {
  static final int RING_SECONDS = 20;
  static final int MOST_SECONDS = 60;

  /// About so long after a caller wants to be parked somebody comes for it.
  static final int FETCH_MILLIS = 2_000;

  /// About so long after two began to talk somebody comes to take the place of one of them.
  static final int REPLACE_MILLIS = 1_500;

  /// What a call is about.
  enum Kind {
    CALLER_HANGS_UP,
    CALLEE_HANGS_UP,
    BOTH_HANG_UP,
    CANCELLED,
    BUSY,
    NO_ANSWER,
    HOLD,
    GLARE,
    UPDATE,
    INFO,
    TOO_LONG,
    ECHO,
    MUSIC,
    REJECTED,
    UNKNOWN,
    UNREACHABLE,
    /// Two ring, one answers.
    FORKED,
    /// Two ring, and answer at about the same time.
    RACED,
    /// The second rings some time after the first.
    DELAYED,
    /// The second rings when the first is busy, or does not answer.
    HUNTED,
    /// Two ring, and nobody answers.
    NOBODY_ANSWERS,
    /// Two ring, and the caller gives up.
    FORK_CANCELLED,
    /// Somebody asks for the call: the first party is rung, then whoever it is for.
    ORIGINATED,
    /// The caller is parked, and another one fetches it.
    FETCHED,
    /// Two come for it at about the same time.
    FETCHED_BY_TWO,
    /// It hangs up at about the time when another one comes for it.
    LEFT_WHEN_FETCHED,
    /// Whoever comes for it gives up at once.
    FETCHED_AND_GIVEN_UP,
    /// Nobody comes for it.
    NOT_FETCHED,
    /// Nobody comes for it in time, and somebody is rung.
    RECALLED,
    /// Nobody is there who could be fetched.
    NOBODY_PARKED,
    /// There are fewer slots than callers who want to be parked.
    CROWDED,
    /// Somebody asks for a call that fetches the parked caller: a party is rung, and goes there.
    ASKED_FETCH,
    /// That party hangs up, or changes its session, when it is just on the way there.
    LEFT_WHEN_ASKED,
    /// The parked caller hangs up at about that time.
    NOBODY_PARKED_ANY_MORE,
    /// Two talk, and a third takes the place of one of them.
    REPLACED,
    /// One of the two hangs up at about that time.
    LEFT_WHEN_REPLACED,
    /// Whoever comes gives up at about the time when it is connected.
    REPLACED_AND_GIVEN_UP,
    /// Two come at about the same time, for one place or for both.
    REPLACED_BY_TWO;

    private static final EnumSet<Kind> REPLACING = EnumSet.range(REPLACED, REPLACED_BY_TWO);

    /// Those in which the parties of a call stay who they are.
    static final List<Kind> STAYING = List.copyOf(EnumSet.range(CALLER_HANGS_UP, ORIGINATED));

    /// Those of the scenes in which nobody is parked.
    static final List<Kind> USUAL = Stream.concat(STAYING.stream(), REPLACING.stream()).toList();

    /// Those in which legs go from call to call.
    static final List<Kind> PARKED = List.copyOf(EnumSet.range(FETCHED, REPLACED_BY_TWO));

    /// Whether somebody asks for a call that fetches the parked caller.
    boolean isAskedFetch() {
      return this == ASKED_FETCH || this == LEFT_WHEN_ASKED || this == NOBODY_PARKED_ANY_MORE;
    }

    /// Whether others come to take a party's place.
    boolean isReplacing() {
      return REPLACING.contains(this);
    }
  }

  /// One who comes to take a party's place.
  ///
  /// @param insteadOfCaller whose place it is, the caller's or the called party's
  /// @param afterMillis how long after both began to talk
  /// @param script what it does
  record Newcoming(boolean insteadOfCaller, int afterMillis, Script script) {}

  /// `udp-17` is a phone over UDP whose sound goes through a media node.
  static final RoutingTable ROUTING =
      new RoutingTable(
          1,
          List.of(
              dial("udp", "", MediaMode.RELAY),
              dial("tcp", ";transport=tcp", MediaMode.RELAY),
              dial("direct", "", MediaMode.BYPASS),
              new Rule(
                  "nobody",
                  "nobody-(\\d+)",
                  new Action.Dial("sip:nobody@10.9.9.9:5060", MediaMode.RELAY)),
              ring("both", 0, MediaMode.RELAY),
              ring("both-direct", 0, MediaMode.BYPASS),
              ring("later", 2, MediaMode.RELAY),
              new Rule(
                  "hunt",
                  "hunt-(\\d+)",
                  new Action.Ring(
                      List.of(
                          new RingStage(List.of(new RingTarget(first("hunt"), 5, 0, List.of()))),
                          new RingStage(List.of(RingTarget.plain(second("hunt"))))),
                      MediaMode.RELAY,
                      Action.EarlyMedia.FIRST)),
              new Rule("park", "park-(\\d+)", new Action.Park("s$1", null, 60)),
              new Rule(
                  "recall",
                  "recall-(\\d+)",
                  new Action.Park("s$1", "sip:recall-$1@10.3.0.$1:5060", 5)),
              new Rule("crowd", "crowd-\\d+", new Action.Park("801-802", null, 60)),
              new Rule("fetch", "fetch-(\\d+)", new Action.Retrieve("s$1")),
              new Rule("echo", "echo-\\d+", new Action.Echo()),
              new Rule("music", "music-\\d+", new Action.Music()),
              new Rule("no", "no-\\d+", new Action.Reject(403, "Forbidden"))),
          RING_SECONDS,
          MOST_SECONDS,
          0);

  private static Rule dial(String name, String params, MediaMode media) {
    return new Rule(
        name,
        name + "-(\\d+)",
        new Action.Dial("sip:" + name + "-$1@10.3.0.$1:5060" + params, media));
  }

  private static Rule ring(String name, int delay, MediaMode media) {
    return new Rule(
        name,
        name + "-(\\d+)",
        new Action.Ring(
            List.of(
                new RingStage(
                    List.of(
                        RingTarget.plain(first(name)),
                        new RingTarget(second(name), 0, delay, List.of())))),
            media,
            Action.EarlyMedia.LAST));
  }

  private static String first(String name) {
    return "sip:" + name + "-$1@10.3.0.$1:5060";
  }

  private static String second(String name) {
    return "sip:" + name + "-other-$1@10.4.0.$1:5060";
  }

  /// Whether the caller gives up before anybody need answer.
  boolean isCancelled() {
    return kind == Kind.CANCELLED || kind == Kind.FORK_CANCELLED;
  }

  /// Whether a second phone rings.
  boolean isDialed() {
    return switch (kind) {
      case ECHO,
          MUSIC,
          REJECTED,
          UNKNOWN,
          UNREACHABLE,
          FETCHED,
          FETCHED_BY_TWO,
          LEFT_WHEN_FETCHED,
          FETCHED_AND_GIVEN_UP,
          NOT_FETCHED,
          NOBODY_PARKED,
          CROWDED ->
          false;
      case CALLER_HANGS_UP,
          CALLEE_HANGS_UP,
          BOTH_HANG_UP,
          CANCELLED,
          BUSY,
          NO_ANSWER,
          HOLD,
          GLARE,
          UPDATE,
          INFO,
          TOO_LONG,
          FORKED,
          RACED,
          DELAYED,
          HUNTED,
          NOBODY_ANSWERS,
          FORK_CANCELLED,
          ORIGINATED,
          RECALLED,
          ASKED_FETCH,
          LEFT_WHEN_ASKED,
          NOBODY_PARKED_ANY_MORE,
          REPLACED,
          LEFT_WHEN_REPLACED,
          REPLACED_AND_GIVEN_UP,
          REPLACED_BY_TWO ->
          true;
    };
  }

  boolean calleeOverTcp() {
    return called.equals("tcp");
  }

  /// @param kinds what it may be about
  static Story any(Random random, List<Kind> kinds) {
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    String[] ways = {"udp", "udp", "tcp", "direct"};
    String way = ways[random.nextInt(ways.length)];
    int talk = 500 + random.nextInt(12_000);
    Script caller = Script.PLAIN.talkAtMost(200_000).cancelAfter(150_000);
    Script callee =
        Script.PLAIN
            .talkAtMost(200_000)
            .ringAfter(random.nextInt(400))
            .answerAfter(random.nextInt(5) == 0 ? 1 : 400 + random.nextInt(6_000));
    caller = random.nextInt(5) == 0 ? caller.withDelayedOffer() : caller;
    callee = random.nextInt(4) == 0 ? callee.withEarlyMedia() : callee;
    Story plain =
        new Story(kind, way, random.nextInt(5) == 0, caller.then(talk, Deed.HANG_UP), callee, null);
    return switch (kind) {
      case CALLER_HANGS_UP -> plain;
      case CALLEE_HANGS_UP -> plain.with(caller, callee.then(talk, Deed.HANG_UP));
      case BOTH_HANG_UP ->
          plain.with(caller.then(talk, Deed.HANG_UP), callee.then(talk, Deed.HANG_UP));
      case CANCELLED ->
          plain.with(
              plain.caller.cancelAfter(1 + random.nextInt(8_000)),
              random.nextInt(3) == 0 ? callee.answerAfter(Script.NEVER) : callee);
      case BUSY -> plain.with(caller, callee.refuseAfter(random.nextInt(3_000), 486));
      case NO_ANSWER -> plain.with(caller, callee.answerAfter(Script.NEVER));
      case HOLD ->
          plain.with(
              caller
                  .then(500, Deed.HOLD)
                  .then(500 + random.nextInt(3_000), Deed.RESUME)
                  .then(5_000 + talk, Deed.HANG_UP),
              callee);
      case GLARE ->
          plain.with(
              caller.then(1_000, Deed.HOLD).then(9_000 + talk, Deed.HANG_UP),
              callee.then(1_000 + random.nextInt(40), Deed.HOLD));
      case UPDATE ->
          plain.with(
              caller.then(700, Deed.UPDATE).then(3_000 + talk, Deed.HANG_UP),
              callee.then(700 + random.nextInt(1_000), Deed.UPDATE));
      case INFO ->
          plain.with(
              caller.then(800, Deed.INFO).then(900, Deed.INFO).then(4_000 + talk, Deed.HANG_UP),
              callee.then(random.nextInt(2_000), Deed.INFO));
      case TOO_LONG -> plain.with(caller, callee);
      case ECHO -> plain.calling("echo");
      case MUSIC -> plain.calling("music");
      case REJECTED -> plain.calling("no");
      case UNKNOWN -> plain.calling("whoever");
      case UNREACHABLE -> plain.calling("nobody");
      case FORKED ->
          plain
              .calling(random.nextBoolean() ? "both" : "both-direct")
              .and(
                  random.nextBoolean()
                      ? callee.answerAfter(Script.NEVER)
                      : callee.refuseAfter(random.nextInt(4_000), 486));
      case RACED -> plain.calling("both").and(callee.answerAfter(callee.answerAfterMillis() + 20));
      case DELAYED ->
          plain.with(plain.caller, callee.answerAfter(Script.NEVER)).calling("later").and(callee);
      case HUNTED ->
          plain
              .with(
                  plain.caller,
                  random.nextBoolean()
                      ? callee.answerAfter(Script.NEVER)
                      : callee.refuseAfter(random.nextInt(2_000), 503))
              .calling("hunt")
              .and(callee);
      case NOBODY_ANSWERS ->
          plain
              .with(caller, callee.refuseAfter(random.nextInt(2_000), 404))
              .calling("both")
              .and(callee.refuseAfter(random.nextInt(2_000), 486));
      case FORK_CANCELLED ->
          plain
              .with(plain.caller.cancelAfter(1 + random.nextInt(6_000)), callee)
              .calling("both")
              .and(callee.answerAfter(Script.NEVER));
      case ORIGINATED -> originated(random, plain, callee);
      case FETCHED, FETCHED_BY_TWO, FETCHED_AND_GIVEN_UP ->
          plain
              .with(random.nextBoolean() ? caller : caller.then(8_000 + talk, Deed.HANG_UP), callee)
              .calling("park");
      case LEFT_WHEN_FETCHED ->
          plain
              .with(caller.then(FETCH_MILLIS + random.nextInt(300), Deed.HANG_UP), callee)
              .calling("park");
      case NOT_FETCHED -> plain.calling("park");
      case RECALLED ->
          plain
              .with(
                  random.nextBoolean() ? caller : caller.then(12_000 + talk, Deed.HANG_UP),
                  switch (random.nextInt(3)) {
                    case 0 -> callee.answerAfter(Script.NEVER);
                    case 1 -> callee.refuseAfter(random.nextInt(3_000), 486);
                    default -> callee.then(talk, Deed.HANG_UP);
                  })
              .calling("recall");
      case NOBODY_PARKED -> plain.calling("fetch");
      case CROWDED -> plain.calling("crowd");
      case ASKED_FETCH ->
          plain
              .with(
                  random.nextBoolean() ? caller : caller.then(14_000 + talk, Deed.HANG_UP),
                  random.nextBoolean() ? callee : callee.then(talk, Deed.HANG_UP))
              .calling("park");
      case LEFT_WHEN_ASKED ->
          plain
              .with(
                  caller,
                  callee.then(
                      random.nextInt(300), random.nextInt(3) == 0 ? Deed.HOLD : Deed.HANG_UP))
              .calling("park");
      case NOBODY_PARKED_ANY_MORE ->
          plain
              .with(
                  caller.then(FETCH_MILLIS + 200 + random.nextInt(2_000), Deed.HANG_UP),
                  callee.answerAfter(1_000))
              .calling("park");
      case REPLACED -> replaced(random, plain, caller, callee, 20_000 + talk);
      case LEFT_WHEN_REPLACED ->
          replaced(random, plain, caller, callee, REPLACE_MILLIS + random.nextInt(400));
      case REPLACED_AND_GIVEN_UP, REPLACED_BY_TWO ->
          replaced(random, plain, caller, callee, 25_000 + talk);
    };
  }

  /// Two whose sound goes through a media node, one of whom hangs up after a while.
  private static Story replaced(
      Random random, Story plain, Script caller, Script callee, int leaves) {
    Script calls = random.nextBoolean() ? caller.then(leaves, Deed.HANG_UP) : caller;
    Script answers = callee.answerAfterMillis() > 3_000 ? callee.answerAfter(1_500) : callee;
    return plain
        .with(calls, calls.equals(caller) ? answers.then(leaves, Deed.HANG_UP) : answers)
        .calling(plain.called.equals("direct") ? "udp" : plain.called);
  }

  /// What those do who come to take a party's place.
  List<Newcoming> newcoming(Random random) {
    if (!kind.isReplacing()) {
      return List.of();
    }
    Script stays = Script.PLAIN.talkAtMost(200_000).cancelAfter(150_000);
    Script talks = stays.then(500 + random.nextInt(12_000), Deed.HANG_UP);
    Script script = random.nextBoolean() ? stays : talks;
    if (kind == Kind.REPLACED_AND_GIVEN_UP) {
      script = script.cancelAfter(1 + random.nextInt(150));
    }
    int after = REPLACE_MILLIS + random.nextInt(200);
    Newcoming first = new Newcoming(random.nextBoolean(), after, script);
    return kind == Kind.REPLACED_BY_TWO
        ? List.of(first, new Newcoming(random.nextBoolean(), after + random.nextInt(60), talks))
        : List.of(first);
  }

  /// What those do who come for the parked caller: each a call of its own.
  List<Script> fetching(Random random) {
    Script plain = Script.PLAIN.talkAtMost(200_000).cancelAfter(150_000);
    Script talks = plain.then(500 + random.nextInt(12_000), Deed.HANG_UP);
    return switch (kind) {
      case FETCHED, LEFT_WHEN_FETCHED -> List.of(random.nextBoolean() ? talks : plain);
      case FETCHED_BY_TWO -> List.of(talks, plain);
      case FETCHED_AND_GIVEN_UP -> List.of(talks.cancelAfter(1 + random.nextInt(150)));
      case CALLER_HANGS_UP,
          CALLEE_HANGS_UP,
          BOTH_HANG_UP,
          CANCELLED,
          BUSY,
          NO_ANSWER,
          HOLD,
          GLARE,
          UPDATE,
          INFO,
          TOO_LONG,
          ECHO,
          MUSIC,
          REJECTED,
          UNKNOWN,
          UNREACHABLE,
          FORKED,
          RACED,
          DELAYED,
          HUNTED,
          NOBODY_ANSWERS,
          FORK_CANCELLED,
          ORIGINATED,
          NOT_FETCHED,
          RECALLED,
          NOBODY_PARKED,
          CROWDED,
          ASKED_FETCH,
          LEFT_WHEN_ASKED,
          NOBODY_PARKED_ANY_MORE,
          REPLACED,
          LEFT_WHEN_REPLACED,
          REPLACED_AND_GIVEN_UP,
          REPLACED_BY_TWO ->
          List.of();
    };
  }

  private static Story originated(Random random, Story plain, Script callee) {
    Script first =
        switch (random.nextInt(6)) {
          case 0 -> plain.callee.answerAfter(Script.NEVER);
          case 1 -> plain.callee.refuseAfter(random.nextInt(3_000), 486);
          default -> plain.callee.then(500 + random.nextInt(12_000), Deed.HANG_UP);
        };
    Script second =
        switch (random.nextInt(4)) {
          case 0 -> callee.refuseAfter(random.nextInt(3_000), 486);
          case 1 -> callee.then(500 + random.nextInt(6_000), Deed.HANG_UP);
          default -> callee;
        };
    String[] others = {"both", "hunt", "echo", "music", "no", "nobody", "whoever"};
    Story story = plain.with(first, second);
    return random.nextBoolean()
        ? story
        : story.calling(others[random.nextInt(others.length)]).and(callee);
  }

  private Story and(Script second) {
    return new Story(kind, called, callerOverTcp, caller, callee, second);
  }

  private Story with(Script newCaller, Script newCallee) {
    return new Story(kind, called, callerOverTcp, newCaller, newCallee, other);
  }

  private Story calling(String user) {
    return new Story(kind, user, callerOverTcp, caller, callee, other);
  }
}
