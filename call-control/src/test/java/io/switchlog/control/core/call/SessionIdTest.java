package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.ReplacedDialog;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.request.ControlRequest;
import io.switchlog.wire.token.SessionToken;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the parties of a call go by (RFC 7989), on every leg and in every message.
///
/// Holds `PartyNames`, `Speaking`, `NamesEvolution` and `Minted`.
class SessionIdTest {
  private static final LegId C = new LegId(3);
  private static final String ANN = "ab30317f1a784dc48ff824d0d3715d86";
  private static final String BOB = "47755a9de7794ba387653f2099600ef2";
  private static final String CAROL = "29c6c1f5d1b44a7f8d6e2b5f0c9a8e77";
  private static final String NONE = "0".repeat(32);
  private static final String EXCHANGE = made(0);
  private static final String RELIABLE = "Require: 100rel\r\nRSeq: 1\r\n";

  private static String made(int leg) {
    return Writing.uuid(Story.SECRET, Story.CALL, leg);
  }

  private static String says(String uuid) {
    return "Session-ID: " + uuid + ";remote=" + NONE + "\r\n";
  }

  private static String between(String from, String to) {
    return from + ";remote=" + to;
  }

  /// The value of the one line of that name.
  private static String named(Bytes headers) {
    List<String> lines =
        headers
            .toString()
            .lines()
            .filter(line -> line.regionMatches(true, 0, "Session-ID:", 0, 11))
            .toList();
    assertThat(lines).as(headers.toString()).hasSize(1);
    return lines.getFirst().substring(11).strip();
  }

  private static String asked(Story story, String method, LegId leg) {
    return named(story.request(method, leg).request().headers());
  }

  private static String answered(Story story) {
    return named(story.answer().headers());
  }

  private static String acknowledged(Story story) {
    return named(story.ack().request().headers());
  }

  private static Story annRings() {
    return Story.relayed().invites(Sdp.A, says(ANN)).mediaApplied();
  }

  private static Story bothTalk() {
    return annRings().bAnswers(200, B_TAG, says(BOB), Sdp.B).mediaApplied().aAcks("");
  }

  // --- who says what

  @Test
  void eachHearsWhatTheOtherGoesBy() {
    Story story = annRings();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(ANN, NONE));
    story.bAnswers(180, B_TAG, says(BOB), "");
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    story.bAnswers(200, B_TAG, says(BOB), Sdp.B);
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    assertThat(acknowledged(story)).isEqualTo(between(ANN, BOB));
    story.mediaApplied().aAcks("").bRequests("BYE", says(BOB), "");
    assertThat(asked(story, "BYE", A)).isEqualTo(between(BOB, ANN));
    assertThat(answered(story)).isEqualTo(between(ANN, BOB));
  }

  /// RFC 7989 section 7: whoever stands between says one for a party that says none.
  @Test
  void whereTheCallerAloneSaysOneTheCalledPartyGetsOneOfOurs() {
    Story story = annRings().bAnswers(200, B_TAG, Sdp.B);
    assertThat(answered(story)).isEqualTo(between(made(2), ANN));
    assertThat(acknowledged(story)).isEqualTo(between(ANN, NONE));
    story.mediaApplied().aAcks("").aRequests("BYE", says(ANN), "");
    assertThat(asked(story, "BYE", B)).isEqualTo(between(ANN, NONE));
    assertThat(answered(story)).isEqualTo(between(made(2), ANN));
  }

  @Test
  void whereTheCalledPartyAloneSaysOneTheCallerGetsOneOfOurs() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(made(1), NONE));
    story.bAnswers(200, B_TAG, says(BOB), Sdp.B);
    assertThat(answered(story)).isEqualTo(between(BOB, NONE));
    assertThat(acknowledged(story)).isEqualTo(between(made(1), BOB));
  }

  @Test
  void whereNobodySaysOneBothGetOneOfOursAndItsDigitsAreAUuids() {
    Story story = Story.talking();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(made(1), NONE));
    assertThat(answered(story)).isEqualTo(between(made(2), NONE));
    assertThat(asked(story.aRequests("INFO", "", "x"), "INFO", B))
        .isEqualTo(between(made(1), NONE));
    assertThat(asked(story.bRequests("INFO", "", "x"), "INFO", A))
        .isEqualTo(between(made(2), NONE));
    assertThat(List.of(made(0), made(1), made(2)))
        .doesNotHaveDuplicates()
        .allMatch(uuid -> uuid.matches("[0-9a-f]{12}5[0-9a-f]{3}[89ab][0-9a-f]{15}"));
    assertThat(Writing.uuid(Story.SECRET, new CallId("another"), 1)).isNotEqualTo(made(1));
  }

  /// RFC 7989 section 11: so did RFC 7329.
  @Test
  void theOldFormCounts() {
    Story story = Story.relayed().invites(Sdp.A, "Session-ID: " + ANN + "\r\n").mediaApplied();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(ANN, NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "AB30317F1A784DC48FF824D0D3715D86",
        "ab30317f1a784dc48ff824d0d3715d86;remote=0",
        "ab30317f1a784dc48ff824d0d3715d86\r\nSession-ID: 47755a9de7794ba387653f2099600ef2",
        "00000000000000000000000000000000"
      })
  void whatIsMalformedOrNamesNobodyIsNotRepeated(String value) {
    Story story = Story.relayed().invites(Sdp.A, "Session-ID: " + value + "\r\n").mediaApplied();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(made(1), NONE));
    story.bAnswers(200, B_TAG, "Session-ID: " + value + "\r\n", Sdp.B);
    assertThat(answered(story)).isEqualTo(between(made(2), NONE));
  }

  // --- early dialogs

  @Test
  void eachEarlyDialogHasItsOwn() {
    Story story = annRings().bAnswers(180, "fork1", says(BOB), "");
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    story.bAnswers(180, "fork2", says(CAROL), "");
    assertThat(answered(story)).isEqualTo(between(CAROL, ANN));
    story.bAnswers(180, "fork3", "");
    assertThat(answered(story)).isEqualTo(between(made(2), ANN));
    story.bAnswers(200, "fork1", says(BOB), Sdp.B);
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    story.bAnswers(200, "fork2", says(CAROL), Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(acknowledged(story)).isEqualTo(between(ANN, CAROL));
    assertThat(asked(story, "BYE", B)).isEqualTo(between(ANN, CAROL));
    assertThat(asked(story.aRequests("INFO", "", "x"), "INFO", B)).isEqualTo(between(ANN, BOB));
  }

  @Test
  void aPrackIsForTheOneWhoRang() {
    Story story = annRings().bAnswers(180, "fork1", RELIABLE + says(BOB), "");
    assertThat(asked(story, "PRACK", B)).isEqualTo(between(ANN, BOB));
    story.bAnswers(180, "fork2", RELIABLE + says(CAROL), "");
    assertThat(asked(story, "PRACK", B)).isEqualTo(between(ANN, CAROL));
    story.bAnswers(180, "fork3", RELIABLE, "");
    assertThat(asked(story, "PRACK", B)).isEqualTo(between(ANN, NONE));
  }

  /// RFC 7989 section 6.
  @Test
  void aCancelSaysWhatItsInviteDid() {
    Story story = annRings().bAnswers(180, B_TAG, says(BOB), "").aCancels(false, says(ANN));
    assertThat(named(story.last(SendCancel.class).request().headers()))
        .isEqualTo(between(ANN, NONE))
        .isEqualTo(asked(story, "INVITE", B));
    assertThat(story.answer().status()).isEqualTo(487);
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
  }

  @Test
  void ofSeveralThatRingEachIsHeardUnderItsOwn() {
    List<RingTarget> two =
        List.of(RingTarget.plain("sip:bob@192.0.2.200"), RingTarget.plain("sip:carol@192.0.2.201"));
    Action ring =
        new Action.Ring(
            List.of(new RingStage(two)), Action.MediaMode.RELAY, Action.EarlyMedia.NONE);
    Story story = new Story(ring).invites(Sdp.A, says(ANN)).mediaApplied();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(ANN, NONE));
    assertThat(asked(story, "INVITE", C)).isEqualTo(between(ANN, NONE));
    story.responds(C, story.request("INVITE", C), 180, "carols", says(CAROL), "");
    assertThat(answered(story)).isEqualTo(between(CAROL, ANN));
    story.bAnswers(180, B_TAG, "");
    assertThat(answered(story)).isEqualTo(between(made(2), ANN));
    // Whoever fails is not heard of, but the caller is told of one who does in the end.
    story.bAnswers(603, B_TAG, says(BOB), "");
    assertThat(story.answer().status()).isEqualTo(603);
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    assertThat(named(story.last(SendCancel.class).request().headers()))
        .isEqualTo(between(ANN, NONE));
  }

  // --- inside the dialogs

  /// RFC 7989 section 8: the other party may have become somebody else.
  @Test
  void whatAPartySaysLaterIsHeardFromThenOn() {
    Story story = bothTalk().aRequests("INVITE", says(CAROL), Sdp.A_HOLDS);
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(CAROL, BOB));
    story.bResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(answered(story)).isEqualTo(between(BOB, CAROL));
    assertThat(acknowledged(story)).isEqualTo(between(CAROL, BOB));
    story.aAcks("");
    assertThat(asked(story.aRequests("INFO", "", "x"), "INFO", B)).isEqualTo(between(CAROL, BOB));
    story.bResponds("INFO", 200, "");
    story.bRequests("INVITE", says(ANN), Sdp.B);
    assertThat(asked(story, "INVITE", A)).isEqualTo(between(ANN, CAROL));
    story.aResponds("INVITE", 200, Sdp.A);
    assertThat(answered(story)).isEqualTo(between(CAROL, ANN));
    story.bAcks("", story.bCseq()).aRequests("BYE", says(CAROL), "");
    assertThat(asked(story, "BYE", B)).isEqualTo(between(CAROL, ANN));
  }

  @Test
  void anAnswerMaySayAnother() {
    Story story = bothTalk().aRequests("INFO", "", "x");
    story.responds(B, story.request("INFO", B), 200, B_TAG, says(CAROL), "");
    assertThat(answered(story)).isEqualTo(between(CAROL, ANN));
    assertThat(asked(story.aRequests("BYE", "", ""), "BYE", B)).isEqualTo(between(ANN, CAROL));
  }

  /// RFC 7989 section 7: a BYE of our own is between the two all the same.
  @Test
  void aByeOfOursIsBetweenTheTwo() {
    Story story = bothTalk().fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", A)).isEqualTo(between(BOB, ANN));
    assertThat(asked(story, "BYE", B)).isEqualTo(between(ANN, BOB));
    story.bRequests("INFO", says(BOB), "x");
    assertThat(answered(story)).isEqualTo(between(ANN, BOB));
  }

  @Test
  void whoWaitsTooLongHearsTheOneWhoRang() {
    Story story = annRings().bAnswers(180, B_TAG, says(BOB), "").fires(Story.RING);
    assertThat(story.answer().status()).isEqualTo(480);
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
  }

  // --- the exchange itself

  @Test
  void aRefusalOfOursIsOurs() {
    Story story = new Story(new Action.Reject(403, "Forbidden")).invites(Sdp.A, says(ANN));
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, ANN));
    // Again, when the call is over.
    story.aRequests("INFO", says(CAROL), "x");
    assertThat(story.answer().status()).isEqualTo(481);
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, CAROL));
  }

  /// RFC 7989 section 7: where neither side is known, nothing is said.
  @Test
  void ofACallThatNobodyKnowsNothingIsSaid() {
    Story story = Story.relayed().aRequests("BYE", says(ANN), "");
    assertThat(story.answer().status()).isEqualTo(481);
    assertThat(story.answer().headers().toString()).doesNotContain("Session-ID");
  }

  @Test
  void aFailureIsOfTheOneWhoFailed() {
    Story story = annRings().bAnswers(486, B_TAG, says(BOB), "");
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    assertThat(answered(annRings().bAnswers(486, B_TAG, ""))).isEqualTo(between(made(2), ANN));
  }

  @Test
  void anAckOfAFailureThatNoEdgeKnowsSaysWhatTheInviteDid() {
    Story story = annRings();
    story.strays = true;
    story.bAnswers(486, B_TAG, says(BOB), "");
    assertThat(acknowledged(story)).isEqualTo(between(ANN, NONE));
  }

  @Test
  void whoHearsTheExchangeHearsItsOwn() {
    Story story = new Story(new Action.Echo()).invites(Sdp.A, says(ANN)).mediaApplied();
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, ANN));
    story.aAcks("").aRequests("INVITE", says(CAROL), Sdp.A_HOLDS);
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, CAROL));
    story.aAcks("").fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", A)).isEqualTo(between(EXCHANGE, CAROL));
  }

  @Test
  void whoAsksForACallIsRungByTheExchangeAndThenHearsTheOther() {
    Story story =
        Story.relayed()
            .step(
                new ControlRequested(
                    new ControlRequest.Originate("sip:ann@192.0.2.1:5061", "bob", null, 0), "key"))
            .mediaApplied();
    assertThat(asked(story, "INVITE", A)).isEqualTo(between(EXCHANGE, NONE));
    story.responds(A, story.request("INVITE", A), 200, Story.A_TAG, says(ANN), Sdp.A);
    assertThat(acknowledged(story)).isEqualTo(between(EXCHANGE, ANN));
    story.mediaApplied();
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(ANN, NONE));
    story.bAnswers(200, B_TAG, says(BOB), Sdp.B).mediaApplied();
    assertThat(acknowledged(story)).isEqualTo(between(ANN, BOB));
    story.fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", A)).isEqualTo(between(BOB, ANN));
  }

  // --- legs that go from call to call

  private static final AggregateId COMES_FROM = AggregateId.of(new CallId("other"));
  private static final ParkSlot SLOT = new ParkSlot("701");

  private static CallMessage retriever() {
    Story seeking =
        new Story(new Action.Retrieve("701"))
            .invites(Sdp.A, says(CAROL))
            .hears(SLOT.aggregate(), new CallMessage.OccupantTold(Story.CALL));
    return new CallMessage.LegHandedOver(seeking.event(LegHandedOver.class).handed(), SLOT);
  }

  @Test
  void aParkedPartyHearsTheExchangeAndThenWhoeverFetchesIt() {
    Story story =
        new Story(new Action.Park("701", null, 45))
            .invites(Sdp.A, says(ANN))
            .hears(SLOT.aggregate(), new CallMessage.SlotGranted(Story.LIFE))
            .mediaApplied();
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, ANN));
    story.aAcks("").hears(COMES_FROM, retriever()).mediaApplied();
    assertThat(story.answer().leg()).isEqualTo(B);
    assertThat(answered(story)).isEqualTo(between(ANN, CAROL));
    story.fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", A)).isEqualTo(between(CAROL, ANN));
    assertThat(asked(story, "BYE", B)).isEqualTo(between(ANN, CAROL));
  }

  @Test
  void whoeverComesForNobodyIsTurnedAwayByTheExchange() {
    Story story = bothTalk().hears(COMES_FROM, retriever());
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, CAROL));
    story.aRequests("BYE", "", "").bResponds("BYE", 200, "").hears(COMES_FROM, retriever());
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(answered(story)).isEqualTo(between(EXCHANGE, CAROL));
  }

  @Test
  void whoTakesAnothersPlaceIsHeardInIt() {
    String tag = new SessionToken("abcdefghijklmnopqrstuv2345", 2).mint(Story.SECRET);
    Story comes =
        Story.relayed()
            .invites(Sdp.A, "Replaces: x@y;to-tag=" + tag + ";from-tag=peer\r\n" + says(CAROL));
    ReplacedDialog ofAnn = new ReplacedDialog(A, "a84b4c76e66710@192.0.2.1", Story.A_TAG, false);
    Story story =
        bothTalk()
            .hears(
                COMES_FROM,
                new CallMessage.LegHandedOver(
                    comes.event(LegHandedOver.class).handed(), null, ofAnn))
            .mediaApplied();
    assertThat(story.answer().leg()).isEqualTo(C);
    assertThat(answered(story)).isEqualTo(between(BOB, CAROL));
    assertThat(asked(story, "BYE", A)).isEqualTo(between(BOB, ANN));
    story.fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", B)).isEqualTo(between(CAROL, BOB));
    assertThat(asked(story, "BYE", C)).isEqualTo(between(BOB, CAROL));
  }

  // --- what a rule says

  private static Story under(HeaderRules toCalled, HeaderRules toCaller) {
    return Story.relayed()
        .under(new CrossingPolicy(null, toCalled, toCaller))
        .invites(Sdp.A, says(ANN))
        .mediaApplied();
  }

  private static HeaderRules strip(String name) {
    return new HeaderRules(List.of(), List.of(name), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Session-ID", "session-*", "*"})
  void whatIsStrippedHasOneOfOursInItsPlace(String name) {
    Story story = under(strip(name), strip("X-None"));
    assertThat(asked(story, "INVITE", B)).isEqualTo(between(made(1), NONE));
    story.bAnswers(200, B_TAG, says(BOB), Sdp.B).mediaApplied().aAcks("");
    assertThat(answered(story)).isEqualTo(between(BOB, ANN));
    story.fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", B)).isEqualTo(between(made(1), BOB));
    assertThat(asked(story, "BYE", A)).isEqualTo(between(BOB, ANN));
    Story other = under(strip("X-None"), strip(name)).bAnswers(180, B_TAG, says(BOB), "");
    assertThat(answered(other)).isEqualTo(between(made(2), ANN));
  }

  @Test
  void whatIsSetStandsInWhatCrosses() {
    HeaderRules rules = new HeaderRules(List.of(), List.of(), List.of("session-id: " + CAROL));
    Story story = under(rules, strip("X-None"));
    assertThat(asked(story, "INVITE", B)).isEqualTo(CAROL);
    story.bAnswers(200, B_TAG, says(BOB), Sdp.B);
    assertThat(acknowledged(story)).isEqualTo(between(made(1), BOB));
    story.mediaApplied().aAcks("");
    assertThat(asked(story.aRequests("INFO", says(ANN), "x"), "INFO", B)).isEqualTo(CAROL);
    story.fires(CallTimer.MAX_DURATION);
    assertThat(asked(story, "BYE", B)).isEqualTo(between(made(1), BOB));
  }

  // --- calls of before

  @Test
  void inACallThatAnOlderBuildBeganItCrossesAsItDid() {
    Story story = annRings();
    CallOffered now = story.event(CallOffered.class);
    story.history.set(
        0,
        new CallOffered(
            now.call(),
            now.invite(),
            now.dialog(),
            now.uri(),
            now.maxForwards(),
            now.content(),
            now.secretKey(),
            Dialect.THIRD.number(),
            null));
    Call before = null;
    for (CallEvent event : story.history) {
      before = story.decider.evolve(before, event, new EventHead(1, 0, 0, story.now));
    }
    story.state = before;
    story.foldsAgain = false;
    story.bAnswers(180, B_TAG, "Session-ID: " + BOB + "\r\n", "");
    assertThat(answered(story)).isEqualTo(BOB);
    story.bAnswers(200, B_TAG, "", Sdp.B);
    assertThat(story.answer().headers().toString()).doesNotContain("Session-ID");
    assertThat(story.ack().request().headers().toString()).doesNotContain("Session-ID");
  }
}
