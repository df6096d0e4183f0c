package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.BOB;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.wire.token.SessionToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a message has to pass before anything is remembered of it.
///
/// Holds `Admission`, `AdmissionPolicy`, `BanPolicy`, `Bans`, `RefusedInvites`, `SourceRates` and
/// `Undecided`.
final class AdmissionStoriesTest {
  private static final String REFUSED = "SIP/2.0 503 Service Unavailable";
  private static final String TRYING = "SIP/2.0 100 Trying";
  private static final byte[] GARBAGE = "hello\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  private static Story story(AdmissionPolicy policy) {
    return new Story(Credentials.NONE, policy);
  }

  private static AdmissionPolicy lists(String denied, String served) {
    return new AdmissionPolicy(networks(denied), networks(served), 0, 1, 0, 100, BanPolicy.NOBODY);
  }

  private static List<Network> networks(String text) {
    return text.isEmpty() ? List.of() : List.of(Network.parse(text));
  }

  private static Story rated(int perSecond, int burst) {
    return story(
        new AdmissionPolicy(List.of(), List.of(), perSecond, burst, 0, 100, BanPolicy.NOBODY));
  }

  private static String options(String branch) {
    return request("OPTIONS", "sip:203.0.113.5", branch, "", branch, 1, "");
  }

  private static String anInvite(int number) {
    return invite("z9hG4bK-" + number).replace("Call-1", "Call-" + number);
  }

  // --- whom it hears

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsNotServedLearnsNothing(boolean byDenying) {
    Story story = story(byDenying ? lists("192.0.2.0/28", "") : lists("", "192.0.2.64/26"));
    story.receive(invite("z9hG4bK-a"), ALICE);
    story.receive(options("z9hG4bK-b"), ALICE);
    story.receive(GARBAGE, ALICE);
    story.receive(inDialog("BYE", "z9hG4bK-c", "nobodys", 2), ALICE);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
    assertThat(story.core.counters().get(Counter.DENIED)).isEqualTo(4);

    story.receive(options("z9hG4bK-d"), BOB);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
  }

  @Test
  void whoHasACallMayEndItWhateverTheListsSay() {
    Story story = story(lists("192.0.2.0/24", ""));
    story.receive(inDialog("BYE", "z9hG4bK-c", Story.TOKEN, 2), ALICE);
    assertThat(story.takeFacts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"friendly-scanner", "SIPVicious/0.3", "sipcli/v1.8", "VaxSIPUserAgent/3.5"})
  void aScannerLearnsNothing(String agent) {
    Story story = new Story();
    for (String method : List.of("INVITE", "OPTIONS", "REGISTER")) {
      story.receive(
          request(method, "sip:100@203.0.113.5", "z9hG4bK-" + method, "", "S", 1, "")
              .replace("Max-Forwards:", "User-Agent: " + agent + "\nMax-Forwards:"),
          ALICE);
    }
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.core.kept()).isZero();
    assertThat(story.core.counters().get(Counter.SCANNERS)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Siwarphone 2.1", "Osmap/1.0", "My-sipcli-like phone"})
  void whoseNameHasTheSameLettersInItIsNone(String agent) {
    Story story = new Story();
    story.receive(
        options("z9hG4bK-1").replace("Max-Forwards:", "User-Agent: " + agent + "\nMax-Forwards:"),
        ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
  }

  private static String cancel(int i, String agent) {
    return request("CANCEL", "sip:bob@example.com", "z9hG4bK-" + i, "", "C" + i, 1, "")
        .replace("Max-Forwards:", "User-Agent: " + agent + "\nMax-Forwards:");
  }

  /// It ends something, so it is taken when little else is; not of whom nothing is.
  @Test
  void aCancelOfNothingThatIsHereIsAdmittedLikeAnythingElse() {
    Story denied = story(lists("192.0.2.7", ""));
    denied.receive(cancel(1, "phone"), ALICE);
    denied.receive(cancel(1, "friendly-scanner"), BOB);
    assertThat(denied.takeFacts()).isEmpty();
    assertThat(denied.takeSent()).isEmpty();
    denied.receive(cancel(1, "phone"), BOB);
    assertThat(denied.takeFacts()).hasSize(1);
    Story rated = rated(2, 3);
    for (int i = 0; i < 50; i++) {
      rated.receive(cancel(i, "phone"), ALICE);
    }
    assertThat(rated.takeFacts()).hasSize(3);
    // That of an INVITE which was let in is heard, whoever is over its rate by then.
    Story waiting = rated(1, 1);
    waiting.receive(anInvite(1), ALICE);
    waiting.receive(anInvite(1).replace("INVITE", "CANCEL"), ALICE);
    assertThat(waiting.takeFacts()).hasSize(2);
  }

  /// Whoever saw a branch of ours knows a token, and may have been told it by anybody.
  @Test
  void responsesThatNobodyWaitsForAreBounded() {
    Story story = new Story();
    for (int i = 0; i < 5_000; i++) {
      story.receive(
          Story.response(200, Story.branch("1"), "INVITE", "t" + i, ""),
          new Source("udp", Transport.UDP, "198.51.100.66", 5060, ""));
    }
    assertThat(story.takeFacts()).hasSize(Admission.BURST_OF_LEG);
  }

  @Test
  void answersOfForksToOneInviteAreBounded() {
    Story story = new Story();
    story.order(new SendRequest(Story.CALL, Story.LEG, Story.pattern("INVITE", Story.branch("1"))));
    for (int i = 0; i < 5_000; i++) {
      story.receive(Story.response(200, Story.branch("1"), "INVITE", "t" + i, ""), BOB);
    }
    assertThat(story.takeFacts()).hasSizeBetween(2, 128);
  }

  // --- who is banned

  private static Story banning(int offences, Network... never) {
    return story(
        new AdmissionPolicy(
            List.of(), List.of(), 0, 1, 0, 100, new BanPolicy(offences, 60, List.of(never))));
  }

  private static Source from(String host) {
    return new Source("udp", Transport.UDP, host, 5060, "");
  }

  @Test
  void whoSendsGarbageIsNotHeardForAWhile() {
    Story story = banning(3);
    for (int i = 0; i < 4; i++) {
      story.receive(GARBAGE, ALICE);
    }
    assertThat(story.banned).containsExactly(ALICE.host());
    story.takeSent();
    story.receive(anInvite(1), ALICE);
    story.receive(GARBAGE, ALICE);
    story.receive(cancel(1, "phone"), ALICE);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.counters().get(Counter.BANNED)).isEqualTo(3);
    // What belongs to a call is heard, and others are.
    story.receive(inDialog("BYE", "z9hG4bK-c", Story.TOKEN, 2), ALICE);
    story.receive(anInvite(2), BOB);
    assertThat(story.takeFacts()).hasSize(2);
    story.takeSent();
    story.advance(60_000);
    story.receive(anInvite(3), ALICE);
    assertThat(story.takeSent()).contains(TRYING);
    assertThat(story.banned).hasSize(1);
  }

  @Test
  void aScannerIsBannedAtOnce() {
    Story story = banning(3);
    story.receive(
        options("z9hG4bK-1")
            .replace("Max-Forwards:", "User-Agent: friendly-scanner\nMax-Forwards:"),
        ALICE);
    story.receive(options("z9hG4bK-2"), ALICE);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.banned).containsExactly(ALICE.host());
    story.advance(60_000);
    assertThat(story.core.kept()).isZero();
  }

  /// One in a second is borne, of a phone that has a fault.
  @Test
  void whoErrsNowAndThenIsHeard() {
    Story story = banning(3);
    for (int i = 0; i < 100; i++) {
      story.receive(GARBAGE, ALICE);
      story.advance(1_000);
    }
    assertThat(story.banned).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "198.51.100.7"})
  void whoIsTrustedIsNeverBanned(String host) {
    Story story = banning(3, Network.parse("198.51.100.0/24"));
    for (int i = 0; i < 50; i++) {
      story.receive(GARBAGE, from(host));
    }
    assertThat(story.banned).isEmpty();
  }

  @Test
  void noMoreThanSoManyAreBanned() {
    Story story = banning(1);
    for (int i = 0; i < SourceRates.MOST_SOURCES + 100; i++) {
      Source source = from("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255));
      story.receive(GARBAGE, source);
      story.receive(GARBAGE, source);
    }
    assertThat(story.banned).hasSize(SourceRates.MOST_SOURCES + 100);
    assertThat(story.core.kept()).isLessThanOrEqualTo(2 * SourceRates.MOST_SOURCES + 4);
    story.receive(options("z9hG4bK-1"), from("10.0.0.0"));
    story.receive(options("z9hG4bK-2"), from("10.0.200.0"));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
    story.advance(60_000);
    assertThat(story.core.kept()).isZero();
  }

  // --- how much

  @Test
  void whoAsksForTooMuchIsRefusedAndThenNotAnswered() {
    Story story = rated(2, 3);
    for (int i = 0; i < 10; i++) {
      story.receive(anInvite(i), ALICE);
    }
    assertThat(story.takeSent()).containsExactly(TRYING, TRYING, TRYING, REFUSED, REFUSED, REFUSED);
    assertThat(story.takeFacts()).hasSize(3);
    assertThat(story.core.counters().get(Counter.TOO_MANY)).isEqualTo(7);
    // Somebody else's requests go on, and what belongs to a call.
    story.receive(anInvite(20), BOB);
    story.receive(inDialog("BYE", "z9hG4bK-c", Story.TOKEN, 2), ALICE);
    assertThat(story.takeFacts()).hasSize(2);
    // Two in each second.
    story.advance(1_000);
    story.takeSent();
    for (int i = 30; i < 40; i++) {
      story.receive(anInvite(i), ALICE);
    }
    assertThat(story.takeSent()).containsExactly(TRYING, TRYING, REFUSED, REFUSED);
  }

  @Test
  void garbageAndForeignTokensAreBoundedAsWell() {
    Story story = rated(1, 2);
    for (int i = 0; i < 5; i++) {
      story.receive(inDialog("BYE", "z9hG4bK-" + i, "nobodys", 2), ALICE);
      story.receive(anInvite(i).replace("CSeq: 1 INVITE", "CSeq: one INVITE"), ALICE);
    }
    assertThat(story.takeSent()).hasSize(2);
  }

  @Test
  void anIpv6SourceIsItsNetwork() {
    Story story = rated(1, 2);
    for (int i = 1; i <= 4; i++) {
      story.receive(
          options("z9hG4bK-" + i),
          new Source("udp6", Transport.UDP, "2001:db8:0:7:0:0:0:" + i, 5060, ""));
    }
    assertThat(story.takeSent())
        .containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK", REFUSED, REFUSED);
    story.receive(
        options("z9hG4bK-9"), new Source("udp6", Transport.UDP, "2001:db8:0:8:0:0:0:1", 5060, ""));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");
  }

  @Test
  void sourcesAreForgottenAndNoMoreThanSoManyAreKnown() {
    Story story = rated(1, 2);
    for (int i = 0; i < SourceRates.MOST_SOURCES + 1_000; i++) {
      String host = "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255);
      story.core.onMessage(story.now, GARBAGE, new Source("udp", Transport.UDP, host, 5060, ""));
    }
    assertThat(story.core.kept()).isBetween(SourceRates.MOST_SOURCES, SourceRates.MOST_SOURCES + 2);
    story.advance(10_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void whereNoRateIsSetAnyNumberIsTaken() {
    Story story = rated(0, 1);
    for (int i = 0; i < 50; i++) {
      story.receive(options("z9hG4bK-" + i), ALICE);
    }
    assertThat(story.takeSent()).hasSize(50).containsOnly("SIP/2.0 200 OK");
    assertThat(story.core.kept()).isZero();
  }

  /// Each holds a call, with its ports, until it is answered.
  @Test
  void noMoreInvitesOfASourceWaitThanMay() {
    Story story = story(new AdmissionPolicy(List.of(), List.of(), 0, 1, 2, 100, BanPolicy.NOBODY));
    for (int i = 0; i < 4; i++) {
      story.receive(anInvite(i), ALICE);
    }
    assertThat(story.takeSent()).containsExactly(TRYING, TRYING, REFUSED, REFUSED);
    story.receive(options("z9hG4bK-o"), ALICE);
    story.receive(anInvite(9), BOB);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK", TRYING);

    // One is answered, whichever way.
    InviteReceived first = (InviteReceived) story.takeFacts().getFirst();
    story.order(
        new SendResponse(
            Story.CALL,
            new LegId(1),
            first.transaction(),
            "INVITE",
            486,
            "Busy Here",
            "",
            Bytes.of("To: <sip:bob@example.com>;tag=x\r\n"),
            Bytes.EMPTY));
    story.takeSent();
    story.receive(anInvite(10), ALICE);
    story.receive(anInvite(11), ALICE);
    assertThat(story.takeSent()).containsExactly(TRYING, REFUSED);
    story.advance(ServerSide.UNANSWERED_MILLIS + 2 * EdgeCore.COMMANDS_MILLIS);
    assertThat(story.core.kept()).isZero();
  }

  /// Design, section 6: new calls first. What ends something goes on.
  @Test
  void newCallsAreRefusedWhereCallControlReadsLate() {
    Story story = new Story();
    story.behind = true;
    story.receive(anInvite(1), ALICE);
    story.receive(options("z9hG4bK-o"), ALICE);
    assertThat(story.takeSent()).containsExactly(REFUSED, REFUSED);
    story.receive(inDialog("INFO", "z9hG4bK-i", Story.TOKEN, 2), ALICE);
    story.receive(inDialog("BYE", "z9hG4bK-b", Story.TOKEN, 3), ALICE);
    assertThat(story.takeFacts()).hasSize(2);
    story.takeSent();
    story.behind = false;
    story.receive(anInvite(2), ALICE);
    assertThat(story.takeSent()).containsExactly(TRYING);
  }

  /// So many calls begin at once, and call control orders something for them so much later.
  private static void severalDecidedAfter(Story story, int first, int number, long millis) {
    story.facts.clear();
    for (int i = 0; i < number; i++) {
      story.receive(anInvite(first + i), ALICE);
    }
    assertThat(story.facts).as("none is refused").hasSize(number);
    story.advance(millis);
    for (Story.Fact fact : List.copyOf(story.facts)) {
      rings(story, fact);
    }
    story.takeSent();
  }

  private static void rings(Story story, Story.Fact fact) {
    story.order(
        new SendResponse(
            fact.call(),
            new LegId(1),
            ((InviteReceived) fact.input()).transaction(),
            "INVITE",
            180,
            "Ringing",
            "",
            Bytes.of("To: <sip:bob@example.com>;tag=x\r\n"),
            Bytes.EMPTY));
  }

  private static List<String> answerTo(Story story, int number) {
    story.receive(anInvite(number), ALICE);
    return story.takeSent();
  }

  private static Story late() {
    Story story = new Story();
    story.hasOnePartition();
    severalDecidedAfter(story, 100, Undecided.LATE_IN_A_ROW, 700);
    for (int i = 0; i < Undecided.MANY; i++) {
      assertThat(answerTo(story, 200 + i)).as("%s wait", i).containsExactly(TRYING);
    }
    story.advance(Undecided.SUSTAINED_MILLIS);
    return story;
  }

  /// Its INVITE, its answer and its end would wait as long.
  @Test
  void newCallsAreRefusedWhereOthersWaitForTheirFirstOrder() {
    Story story = late();
    assertThat(answerTo(story, 2)).as("many wait").containsExactly(REFUSED);
    assertThat(story.refusals).singleElement().asString().contains("first order");
    // Nothing more is heard of call control: another one is about to take over.
    story.advance(Undecided.SILENT_MILLIS);
    assertThat(answerTo(story, 3)).containsExactly(TRYING);
    story.advance(ServerSide.UNANSWERED_MILLIS + 2 * EdgeCore.COMMANDS_MILLIS);
    assertThat(story.core.kept()).isZero();
  }

  /// A rule may let calls wait before anybody rings, but nobody who hangs up.
  @Test
  void whereHangingUpIsAnsweredInTimeNobodyIsRefused() {
    Story story = late();
    story.receive(inDialog("BYE", "z9hG4bK-bye", Story.TOKEN, 2), ALICE);
    story.advance(10);
    Story.Fact bye = story.facts.getLast();
    story.order(
        new SendResponse(
            bye.call(),
            Story.LEG,
            ((RequestReceived) bye.input()).transaction(),
            "BYE",
            200,
            "OK",
            "",
            Bytes.EMPTY,
            Bytes.EMPTY));
    story.takeSent();
    assertThat(answerTo(story, 2)).containsExactly(TRYING);
  }

  /// As on a node that has just begun.
  @Test
  void whereFewWaitNobodyIsRefused() {
    Story story = new Story();
    story.hasOnePartition();
    severalDecidedAfter(story, 100, Undecided.LATE_IN_A_ROW, 700);
    for (int i = 1; i < Undecided.MANY; i++) {
      answerTo(story, 200 + i);
    }
    story.advance(Undecided.SUSTAINED_MILLIS);
    assertThat(answerTo(story, 2)).containsExactly(TRYING);
    assertThat(answerTo(story, 3)).containsExactly(REFUSED);
  }

  @Test
  void aFewThatAreLateAreNoReason() {
    Story story = new Story();
    story.hasOnePartition();
    severalDecidedAfter(story, 100, Undecided.LATE_IN_A_ROW - 1, 700);
    for (int i = 0; i <= Undecided.MANY; i++) {
      answerTo(story, 200 + i);
    }
    story.advance(Undecided.SUSTAINED_MILLIS);
    assertThat(answerTo(story, 2)).containsExactly(TRYING);
  }

  @Test
  void acksInsideACallAreBoundedLikeAllElse() {
    Story story = new Story();
    for (int i = 0; i < 5_000; i++) {
      story.receive(inDialog("ACK", "z9hG4bK-" + i, Story.TOKEN, i + 2), ALICE);
    }
    assertThat(story.takeFacts()).hasSize(Admission.BURST_OF_LEG);
  }

  /// However much one party asks, the other one hangs up, and so does the first.
  @Test
  void onePartyDoesNotKeepTheOtherFromHangingUp() {
    Story story = new Story();
    for (int i = 0; i < 1_000; i++) {
      story.receive(inDialog("INFO", "z9hG4bK-" + i, Story.TOKEN, i + 2), BOB);
    }
    story.takeFacts();
    story.receive(inDialog("BYE", "z9hG4bK-bye", Story.CALLER_TOKEN, 2), ALICE);
    story.receive(inDialog("BYE", "z9hG4bK-bye-2", Story.TOKEN, 2_000), BOB);
    assertThat(story.takeFacts()).hasSize(2);
    for (int i = 0; i < 1_000; i++) {
      story.receive(inDialog("BYE", "z9hG4bK-again-" + i, Story.TOKEN, 3_000 + i), BOB);
    }
    assertThat(story.takeFacts()).hasSizeLessThan(30);
  }

  /// RFC 3261 section 8.2.7: it was sent before its sender heard the 503.
  @Test
  void aCopyOfARefusedInviteBeginsNoCall() {
    Story story = new Story();
    story.core.onLate(story.now, Admission.LATE_MILLIS);
    assertThat(answerTo(story, 1)).containsExactly(REFUSED);
    story.advance(Admission.PAUSE_MILLIS);
    assertThat(answerTo(story, 1)).containsExactly(REFUSED);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(answerTo(story, 2)).containsExactly(TRYING);
    story.advance(Kit.REPEATS_MILLIS);
    assertThat(answerTo(story, 1)).containsExactly(TRYING);
  }

  /// Who is not served costs nothing, and who asks too much no more than a packet.
  @Test
  void whatIsNotLetInIsNotTraced() {
    Story denied = story(lists("192.0.2.0/24", ""));
    for (int i = 0; i < 100; i++) {
      denied.receive(anInvite(i), ALICE);
      denied.receive(cancel(i, "phone"), ALICE);
    }
    assertThat(denied.traces).isEmpty();
    Story rated = rated(1, 2);
    for (int i = 0; i < 100; i++) {
      rated.receive(anInvite(i), ALICE);
    }
    assertThat(rated.traces).as("two, and their 100s").hasSize(4);
  }

  @Test
  void theAckToWhatWasRefusedIsNoMoreOfItsSource() {
    Story story = rated(1, 2);
    for (int i = 0; i < 50; i++) {
      story.receive(inDialog("ACK", "z9hG4bK-" + i, "nobodys", 1), ALICE);
    }
    assertThat(answerTo(story, 1)).containsExactly(TRYING);
  }

  /// Whoever sends them, and from however many places.
  @Test
  void noMoreRequestsAreRememberedThanThereIsRoomFor() {
    Story story = story(new AdmissionPolicy(List.of(), List.of(), 0, 1, 0, 10, BanPolicy.NOBODY));
    for (int i = 0; i < 12; i++) {
      story.receive(anInvite(i), ALICE);
    }
    assertThat(story.takeSent())
        .containsOnly(TRYING, REFUSED)
        .filteredOn(REFUSED::equals)
        .hasSize(2);
    assertThat(story.takeFacts()).hasSize(10);
    // Inside of a dialog nobody hears a refusal, which would have to be remembered.
    story.receive(inDialog("INFO", "z9hG4bK-i", Story.TOKEN, 2), ALICE);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
    // What ends something finds room for as many more.
    for (int i = 0; i < 12; i++) {
      story.receive(inDialog("BYE", "z9hG4bK-b" + i, Story.TOKEN, i + 2), ALICE);
    }
    assertThat(story.takeFacts()).hasSize(10);
    assertThat(story.core.counters().snapshot()).containsEntry(Counter.FULL, 5L);
    story.advance(ServerSide.UNANSWERED_MILLIS + 2 * EdgeCore.COMMANDS_MILLIS);
    assertThat(story.core.kept()).isZero();
    story.takeSent();
    story.receive(anInvite(20), ALICE);
    assertThat(story.takeSent()).containsExactly(TRYING);
  }

  /// Who has a token, maybe of a call that is long over.
  @Test
  void aPartyAsksNoMoreThanOneCan() {
    Story story = new Story();
    for (int i = 0; i < Admission.BURST_OF_LEG + 100; i++) {
      story.receive(
          inDialog(i % 2 == 0 ? "INFO" : "UPDATE", "z9hG4bK-" + i, Story.TOKEN, i + 2), ALICE);
    }
    assertThat(story.takeFacts()).hasSize(Admission.BURST_OF_LEG);
    String other = new SessionToken("abcdefghijklmnopqrstuv0123", 2).mint(Story.SECRET);
    story.receive(inDialog("BYE", "z9hG4bK-o", other, 2), ALICE);
    assertThat(story.takeFacts()).hasSize(1);
    story.advance(1_000);
    for (int i = 0; i < 100; i++) {
      story.receive(inDialog("INFO", "z9hG4bK-n" + i, Story.TOKEN, i + 500), ALICE);
    }
    assertThat(story.takeFacts()).hasSize(Admission.PER_LEG_AND_SECOND);
  }

  /// What a peer writes into them is kept.
  @Test
  void keysAreNoLongerThanAnybodyNeeds() {
    Story story = new Story();
    story.receive(
        invite("z9hG4bK-" + "b".repeat(5_000)).replace("Call-1", "c".repeat(9_000)), ALICE);
    InviteReceived fact = (InviteReceived) story.takeFacts().getFirst();
    assertThat(fact.transaction().key()).hasSizeLessThan(100);
    story.receive(
        invite("z9hG4bK-" + "b".repeat(5_000)).replace("Call-1", "c".repeat(9_000)), ALICE);
    assertThat(story.takeFacts()).as("it is known by that key").isEmpty();
  }

  // --- who cannot keep up

  @Test
  void aLoopThatIsLateTakesNothingNewForASecond() {
    Story story = new Story();
    story.core.onLate(story.now, Admission.LATE_MILLIS - 1);
    story.receive(options("z9hG4bK-a"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK");

    story.core.onLate(story.now, Admission.LATE_MILLIS);
    story.receive(invite("z9hG4bK-b"), ALICE);
    story.receive(options("z9hG4bK-c"), ALICE);
    assertThat(story.sent)
        .allSatisfy(sent -> {
          assertThat(sent.startLine()).isEqualTo(REFUSED);
          assertThat(sent.header("Retry-After")).isEqualTo("5");
        });
    assertThat(story.takeSent()).hasSize(2);
    assertThat(story.refusals).hasSize(2).allMatch(why -> why.contains("a second late"));
    story.receive(inDialog("INFO", "z9hG4bK-d", Story.TOKEN, 2), ALICE);
    assertThat(story.takeFacts()).hasSize(1);

    story.advance(Admission.PAUSE_MILLIS);
    story.receive(options("z9hG4bK-e"), ALICE);
    assertThat(story.takeSent()).contains("SIP/2.0 200 OK");
  }

  @Test
  void anEdgeThatDrainsSaysSoToWhoeverPings() {
    Story story = new Story();
    story.core.drain();
    story.receive(options("z9hG4bK-a"), ALICE);
    assertThat(story.takeSent()).containsExactly(REFUSED);
  }

  // --- what a refusal costs

  /// RFC 3261 section 8.2.7: each time that it comes it is refused alike, and its ACK is absorbed.
  @Test
  void anInviteThatIsRefusedCostsOnePacketAndNoState() {
    Story story = new Story();
    story.core.drain();
    for (int i = 0; i < 3; i++) {
      story.receive(invite("z9hG4bK-a"), ALICE);
    }
    assertThat(story.core.kept()).isZero();
    List<String> texts = story.sent.stream().map(Story.Sent::text).distinct().toList();
    assertThat(texts).hasSize(1);
    String tag = String.valueOf(story.lastSent().header("To")).replaceAll(".*tag=", "");
    story.receive(request("ACK", "sip:bob@example.com", "z9hG4bK-a", tag, "Call-1", 1, ""), ALICE);
    story.advance(40_000);
    assertThat(story.takeSent()).hasSize(3);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.kept()).isZero();
  }
}
