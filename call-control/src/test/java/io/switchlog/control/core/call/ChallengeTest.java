package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.request.ControlRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Challenges by those we call are answered with what their route names (RFC 3261 section 22).
///
/// Holds `Challenges`, `ChallengeEvolution`, `LegCredentials`, `AuthorizedRequest`, `NonceCounts`
/// and `ForkBye`.
class ChallengeTest {
  private static final String URI = "sip:bob@192.0.2.200:5070";
  private static final String DIGEST = "Digest realm=\"trunk\", nonce=\"n1\", qop=\"auth\"";
  private static final String LATER = "Digest realm=\"trunk\", nonce=\"n2\", qop=\"auth\"";

  static Action.Ring trunk(int redirections) {
    return new Action.Ring(
        List.of(new RingStage(List.of(new RingTarget(URI, 0, 0, List.of(), "acme")))),
        Action.MediaMode.RELAY,
        Action.EarlyMedia.FIRST,
        redirections);
  }

  private static Story invited() {
    return new Story(trunk(0)).invites(Sdp.A).mediaApplied();
  }

  private static String line(int status, String challenge) {
    return (status == 407 ? "Proxy-Authenticate: " : "WWW-Authenticate: ") + challenge + "\r\n";
  }

  static Story challenges(Story story, String method, int status, String... challenges) {
    StringBuilder lines = new StringBuilder();
    for (String challenge : challenges) {
      lines.append(line(status, challenge));
    }
    return story.responds(B, story.request(method, B), status, B_TAG, lines.toString(), "");
  }

  /// A call to a trunk that challenged the INVITE, up to its establishment.
  private static Story talking() {
    return challenges(invited(), "INVITE", 407, DIGEST)
        .bAnswers(200, B_TAG, Sdp.B)
        .mediaApplied()
        .aAcks("");
  }

  private static List<Authorization> in(RequestPattern request) {
    return Objects.requireNonNullElse(request.authorizations(), List.of());
  }

  private static List<Authorization> in(Story story, String method) {
    return in(story.request(method, B).request());
  }

  private static String cseq(Story story, String method) {
    return story.request(method, B).request().headers().toString().replaceAll("(?s).*CSeq: ", "");
  }

  private static Challenge challenge(String nonce, String text) {
    return new Challenge(true, "trunk", text, nonce, false);
  }

  private static Authorization answer(String challenge, long count, String method, String uri) {
    return new Authorization(true, "acme", challenge, count, method, uri);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407})
  void anInviteIsSentOnceMoreWithWhatTheRouteNames(int status) {
    Story story = challenges(invited(), "INVITE", status, DIGEST);
    assertThat(story.told()).containsExactly("RequestChallenged");
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(in(story, "INVITE"))
        .containsExactly(new Authorization(status == 407, "acme", DIGEST, 1, "INVITE", URI));
    assertThat(cseq(story, "INVITE")).startsWith("2 INVITE");
    assertThat(story.orders.stream().filter(SendRequest.class::isInstance)).hasSize(2);
    assertThat(story.request("INVITE", B).request().body().isEmpty()).isFalse();
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.told()).contains("LegPickedUp", "CallAnswered", "LegsBridged");
  }

  /// RFC 3261 section 22.1.
  @Test
  void theAckBearsTheSameAsItsInvite() {
    Story story = talking();
    assertThat(in(story.last(SendAck.class).request()))
        .containsExactly(answer(DIGEST, 1, "INVITE", URI));
  }

  @Test
  void whatFollowsBearsItBeforeItIsAskedFor() {
    Story story = talking();
    story.aRequests("INFO", "", "");
    String target = story.request("INFO", B).request().uri();
    assertThat(in(story, "INFO")).containsExactly(answer(DIGEST, 2, "INFO", target));
    story.bResponds("INFO", 200, "");
    story.aRequests("INVITE", "", Sdp.A);
    assertThat(in(story, "INVITE")).containsExactly(answer(DIGEST, 3, "INVITE", target));
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(in(story.last(SendAck.class).request()))
        .containsExactly(answer(DIGEST, 3, "INVITE", target));
    story.aRequests("BYE", "", "");
    assertThat(in(story, "BYE")).containsExactly(answer(DIGEST, 4, "BYE", target));
  }

  @Test
  void nothingOfItIsToldToTheCaller() {
    Story story = talking();
    assertThat(story.answer().headers().toString()).doesNotContain("uthenticat", "uthoriz");
    assertThat(story.orders)
        .filteredOn(SendRequest.class::isInstance)
        .filteredOn(order -> ((SendRequest) order).leg().equals(A))
        .isEmpty();
  }

  @Test
  void aCancelBearsNone() {
    Story story = challenges(invited(), "INVITE", 407, DIGEST);
    story.aCancels(true);
    assertThat(story.ordered()).contains("2:CANCEL");
    assertThat(in(story.last(SendCancel.class).request())).isEmpty();
    assertThat(story.last(SendCancel.class).request().headers().toString())
        .contains("CSeq: 2 CANCEL");
  }

  /// The password is wrong: another nonce makes no other answer.
  @Test
  void credentialsThatAreRefusedAreNotTriedAgain() {
    Story story = challenges(invited(), "INVITE", 401, DIGEST);
    challenges(story, "INVITE", 401, LATER);
    assertThat(story.told()).contains("LegFailed").doesNotContain("RequestChallenged");
    // The caller has none of its own.
    assertThat(story.answer().status()).isEqualTo(403);
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(403);
  }

  @Test
  void withoutCredentialsAChallengeIsAFailure() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied();
    challenges(story, "INVITE", 407, DIGEST);
    assertThat(story.answer().status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic realm=\"x\"",
        "Digest realm=\"x\", nonce=\"y\", algorithm=AKAv1-MD5",
        "Digest realm=\"x\", nonce=\""
      })
  void whatCannotBeAnsweredIsAFailure(String challenge) {
    Story story = challenges(invited(), "INVITE", 407, challenge);
    assertThat(story.answer().status()).isEqualTo(403);
  }

  @Test
  void aChallengeThatIsTooLongIsAFailure() {
    Story story =
        challenges(invited(), "INVITE", 407, DIGEST + ", opaque=\"" + "x".repeat(2_000) + '"');
    assertThat(story.answer().status()).isEqualTo(403);
  }

  /// RFC 8760 section 2.4: in the order of what the peer likes best.
  @Test
  void theFirstHashThatIsKnownIsTaken() {
    String sha = DIGEST + ", algorithm=SHA-256";
    Story story =
        challenges(
            invited(),
            "INVITE",
            407,
            DIGEST + ", algorithm=SHA-3",
            sha,
            DIGEST + ", algorithm=MD5");
    assertThat(in(story, "INVITE")).containsExactly(answer(sha, 1, "INVITE", URI));
  }

  @Test
  void aProxyAndWhoIsBehindItMayBothAsk() {
    Story story = challenges(invited(), "INVITE", 407, DIGEST);
    challenges(story, "INVITE", 401, LATER);
    assertThat(story.told()).containsExactly("RequestChallenged");
    assertThat(in(story, "INVITE"))
        .containsExactly(
            answer(DIGEST, 2, "INVITE", URI),
            new Authorization(false, "acme", LATER, 1, "INVITE", URI));
    assertThat(cseq(story, "INVITE")).startsWith("3 INVITE");
  }

  /// Two who refuse by turns, or somebody with ever another realm, do not keep us going.
  @Test
  void aRequestIsTriedSoManyTimesOnly() {
    Story story = invited();
    IntStream.range(0, 9)
        .forEach(i -> {
          if (!story.toldInAll().contains("CallEnded")) {
            challenges(story, "INVITE", 407, "Digest realm=\"r" + i % 3 + "\", nonce=\"" + i + '"');
          }
        });
    assertThat(story.toldInAll().stream().filter("RequestChallenged"::equals)).hasSize(4);
    assertThat(story.answer().status()).isEqualTo(403);
  }

  @Test
  void soManyRealmsAreAnsweredOnly() {
    String[] realms =
        IntStream.range(0, 5)
            .mapToObj(i -> "Digest realm=\"" + i + "\", nonce=\"n\"")
            .toArray(String[]::new);
    assertThat(challenges(invited(), "INVITE", 407, realms).answer().status()).isEqualTo(403);
  }

  // --- in the dialog

  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "UPDATE", "INFO"})
  void aRequestThatIsPassedOnIsSentOnceMoreForANewNonce(String method) {
    Story story = talking();
    String body = method.equals("INFO") ? "" : Sdp.A;
    story.aRequests(method, "", body);
    challenges(story, method, 407, LATER);
    assertThat(story.told()).containsExactly("RequestChallenged");
    assertThat(story.ordered()).containsExactly("2:" + method);
    assertThat(in(story, method))
        .containsExactly(answer(LATER, 1, method, story.request(method, B).request().uri()));
    assertThat(story.event(RequestChallenged.class))
        .isEqualTo(new RequestChallenged(B, 3, 4, List.of(challenge("n2", LATER)), null));
    story.bResponds(method, 200, body.isEmpty() ? "" : Sdp.B);
    assertThat(story.answer().status()).isEqualTo(200);
    story.aRequests("INFO", "", "");
    assertThat(cseq(story, "INFO")).startsWith("5 INFO");
  }

  @Test
  void whereCredentialsAreRefusedTheAskerHearsIt() {
    Story story = talking();
    story.aRequests("INVITE", "", Sdp.A);
    challenges(story, "INVITE", 407, LATER);
    challenges(story, "INVITE", 407, DIGEST);
    assertThat(story.ordered()).containsExactly("1:403 INVITE");
    assertThat(story.aRequests("INFO", "", "").ordered()).containsExactly("2:INFO");
  }

  /// Each request has its own tries: another one that is open does not hide that it was refused.
  @ParameterizedTest
  @ValueSource(strings = {"trunk", "ever another"})
  void twoThatAreOpenDoNotKeepEachOtherGoing(String realm) {
    Story story = talking();
    story.aRequests("INFO", "", "").aRequests("MESSAGE", "", "");
    int before = count(story);
    for (int round = 0; round < 20; round++) {
      for (String method : List.of("INFO", "MESSAGE")) {
        String of = realm.equals("trunk") ? realm : "r" + round % 2;
        challenges(
            story, method, 407, "Digest realm=\"" + of + "\", nonce=\"" + round + method + '"');
      }
    }
    assertThat(count(story) - before).isEqualTo(realm.equals("trunk") ? 2 : 8);
    assertThat(story.orders)
        .filteredOn(order -> order instanceof SendResponse response && response.status() == 403)
        .hasSize(2);
  }

  private static int count(Story story) {
    return (int) story.toldInAll().stream().filter("RequestChallenged"::equals).count();
  }

  @Test
  void whatWasCancelledIsNotSentAgain() {
    Story story = talking();
    story.aRequests("INVITE", "", Sdp.A);
    story.aCancels(true);
    challenges(story, "INVITE", 407, LATER);
    assertThat(story.ordered()).containsExactly("1:403 INVITE");
  }

  @Test
  void aByeIsSentOnceMore() {
    Story story = talking();
    story.aRequests("BYE", "", "");
    challenges(story, "BYE", 407, LATER);
    assertThat(story.told()).containsExactly("RequestChallenged");
    assertThat(story.ordered()).containsExactly("2:BYE");
    assertThat(cseq(story, "BYE")).startsWith("4 BYE");
    assertThat(in(story, "BYE").getFirst().count()).isEqualTo(1);
    // Whatever it says then, the leg is over (RFC 3261 section 15.1.1).
    assertThat(challenges(story, "BYE", 407, DIGEST).told()).contains("LegClosed", "CallEnded");
  }

  @Test
  void anOfferOfOurOwnIsSentOnceMoreAsItWas() {
    Story story = talking();
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA).mediaApplied();
    String before = story.request("INVITE", B).request().body().toString();
    challenges(story, "INVITE", 407, LATER);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString()).isEqualTo(before);
    assertThat(story.bResponds("INVITE", 200, Sdp.B).told()).contains("ReofferAccepted");
  }

  @Test
  void aRefreshIsSentOnceMore() {
    Story story = new Story(trunk(0));
    RoutingTable table = story.routing;
    story.routing = new RoutingTable(table.version(), table.rules(), 30, 36_000, 20, 1_800);
    challenges(story.invites(Sdp.A).mediaApplied(), "INVITE", 407, DIGEST);
    story.bAnswers(
        200,
        B_TAG,
        "Supported: timer\r\nAllow: UPDATE\r\nSession-Expires: 1800;refresher=uac\r\n",
        Sdp.B);
    story.mediaApplied().aAcks("").fires(new CallTimer.Session(B));
    assertThat(in(story, "UPDATE")).hasSize(1);
    challenges(story, "UPDATE", 407, LATER);
    assertThat(story.ordered()).containsExactly("2:UPDATE");
    assertThat(story.bResponds("UPDATE", 200, "").told()).contains("RefreshAnswered");
  }

  /// RFC 4028 section 7.3 after RFC 3261 section 22: both are mended, one after the other.
  @Test
  void aSessionThatIsTooBriefForOneWhoAsked() {
    Story story = new Story(trunk(0));
    RoutingTable table = story.routing;
    story.routing = new RoutingTable(table.version(), table.rules(), 30, 36_000, 20, 1_800);
    challenges(story.invites(Sdp.A).mediaApplied(), "INVITE", 407, DIGEST);
    story.bAnswers(422, B_TAG, "Min-SE: 3600\r\n", "");
    assertThat(story.told()).containsExactly("InviteRepeated");
    assertThat(in(story, "INVITE")).containsExactly(answer(DIGEST, 2, "INVITE", URI));
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(in(story.last(SendAck.class).request()))
        .containsExactly(answer(DIGEST, 2, "INVITE", URI));
  }

  /// Its edge dies with the INVITE that answers: another sends the same, the nonce's count too.
  @Test
  void anotherEdgeSendsTheSame() {
    Story story = invited();
    story.join(Story.SIBLING);
    challenges(story, "INVITE", 407, DIGEST);
    List<Authorization> before = in(story, "INVITE");
    assertThat(story.loses(Story.EDGE).ordered()).containsExactly("2:INVITE");
    assertThat(in(story, "INVITE")).isEqualTo(before).isNotEmpty();
  }

  @Test
  void aChallengeToAnEdgeThatForgotIsAcknowledged() {
    Story story = invited();
    story.strays = true;
    challenges(story, "INVITE", 407, DIGEST);
    assertThat(story.told()).containsExactly("FailureAcknowledged", "RequestChallenged");
    assertThat(story.ordered()).containsExactly("2:ACK", "2:INVITE");
    // And again, as nobody heard the ACK.
    SendRequest first =
        story.orders.stream()
            .filter(SendRequest.class::isInstance)
            .map(SendRequest.class::cast)
            .findFirst()
            .orElseThrow();
    story.responds(B, first, 407, B_TAG, line(407, DIGEST), "");
    assertThat(story.ordered()).containsExactly("2:ACK");
  }

  // --- what is counted

  /// Each answer that was ordered, an order that was repeated once.
  private static List<String> counted(Story story) {
    return story.orders.stream()
        .filter(SendRequest.class::isInstance)
        .map(order -> ((SendRequest) order).request())
        .flatMap(request ->
            in(request).stream()
                .map(one -> request.branch() + ' ' + one.challenge() + ' ' + one.count()))
        .distinct()
        .map(one -> one.substring(one.indexOf(' ') + 1))
        .toList();
  }

  /// RFC 7616 section 3.4: `nc` is the number of requests that bear the nonce.
  @Test
  void twoThatAreChallengedWithOneNonceAreCounted() {
    Story story = talking();
    story.aRequests("INFO", "", "").aRequests("MESSAGE", "", "");
    challenges(story, "INFO", 407, LATER);
    challenges(story, "MESSAGE", 407, LATER);
    assertThat(in(story, "INFO").getFirst().count()).isEqualTo(1);
    assertThat(in(story, "MESSAGE").getFirst().count()).isEqualTo(2);
    // It comes back to the first one.
    story.aRequests("INFO", "", "");
    challenges(story, "INFO", 407, DIGEST);
    assertThat(in(story, "INFO").getFirst()).extracting("challenge", "count").contains(DIGEST, 4L);
    assertThat(counted(story)).doesNotHaveDuplicates();
  }

  /// The nonce is the proxy's, which sees one dialog's requests beside another's.
  @Test
  void dialogsOfOneInviteShareTheCount() {
    Story story = talking();
    SendRequest invite = story.request("INVITE", B);
    story.responds(B, invite, 200, "f2", "", Sdp.B).responds(B, invite, 200, "f3", "", Sdp.B);
    story.aRequests("INFO", "", "").aRequests("BYE", "", "");
    assertThat(counted(story))
        .containsExactly(DIGEST + " 1", DIGEST + " 2", DIGEST + " 3", DIGEST + " 4", DIGEST + " 5");
  }

  /// Each of two is what it was, whatever the other was challenged with since.
  @Test
  void anotherEdgeSendsTheSameOfEachThatIsOpen() {
    Story story = talking();
    story.join(Story.SIBLING);
    story.aRequests("INFO", "", "").aRequests("MESSAGE", "", "").aRequests("INFO", "", "");
    challenges(story, "MESSAGE", 407, LATER);
    challenges(story, "INFO", 407, LATER.replace("n2", "n3"));
    List<RequestPattern> before = latest(story);
    assertThat(story.loses(Story.EDGE).ordered()).hasSize(4).contains("2:ACK");
    assertThat(latest(story)).containsExactlyInAnyOrderElementsOf(before);
    assertThat(before).noneMatch(request -> in(request).isEmpty());
  }

  private static final List<Long> OPEN = List.of(3L, 6L, 7L);

  /// Of each request that is open the latest order.
  private static List<RequestPattern> latest(Story story) {
    Map<String, RequestPattern> all = new LinkedHashMap<>();
    story.orders.stream()
        .filter(SendRequest.class::isInstance)
        .map(order -> ((SendRequest) order).request())
        .filter(request -> !request.method().equals("INVITE"))
        .forEach(request -> all.put(request.branch(), request));
    // What was challenged is over.
    return all.values().stream()
        .filter(request -> OPEN.contains(Writing.cseqOf(request.branch())))
        .toList();
  }

  @Test
  void whatIsKnownOfRequestsIsNoMoreThanWhatIsOpen() {
    Story story = talking();
    for (int i = 0; i < 60; i++) {
      story.aRequests("INFO", "", "");
      challenges(story, "INFO", 407, "Digest realm=\"trunk\", nonce=\"x" + i + '"');
      story.bResponds("INFO", 200, "");
      story.aRequests("INVITE", "", Sdp.A).bResponds("INVITE", 200, Sdp.B).aAcks("");
      story.now = story.now.plusSeconds(10);
    }
    LegCredentials known =
        Objects.requireNonNull(((ActiveCall) Objects.requireNonNull(story.state)).credentials(B));
    assertThat(known.requests()).hasSizeLessThanOrEqualTo(6);
    assertThat(known.toString().length()).isLessThan(20_000);
  }

  // --- parties that answer besides another

  @Test
  void aByeToAnotherPartyIsSentOnceMore() {
    Story story = talking();
    SendRequest invite = story.request("INVITE", B);
    story.responds(B, invite, 200, "f2", "", Sdp.B);
    SendRequest first = story.request("BYE", B);
    story.responds(B, first, 407, "f2", line(407, LATER), "");
    assertThat(story.told()).containsExactly("RequestChallenged");
    assertThat(story.ordered()).containsExactly("2:BYE");
    RequestPattern again = story.request("BYE", B).request();
    assertThat(again.branch()).isNotEqualTo(first.request().branch());
    assertThat(again.headers().toString()).contains(";tag=f2", "CSeq: 4 BYE", "Reason: SIP");
    assertThat(in(again)).containsExactly(answer(LATER, 1, "BYE", again.uri()));
    // A copy of the first answer, and an answer to somebody else's.
    assertThat(story.responds(B, first, 407, "f2", line(407, LATER), "").told()).isEmpty();
    // The 2xx came again: so does the same BYE.
    story.responds(B, invite, 200, "f2", "", Sdp.B);
    assertThat(story.request("BYE", B).request()).isEqualTo(again);
    // Once is enough.
    story.responds(B, story.request("BYE", B), 407, "f2", line(407, DIGEST), "");
    assertThat(story.told()).isEmpty();
    assertThat(story.aRequests("INFO", "", "").ordered()).containsExactly("2:INFO");
  }

  @Test
  void aByeToAnotherPartyOfALegThatIsOverIsSentOnceMore() {
    Story story = invited();
    SendRequest invite = story.request("INVITE", B);
    story.bAnswers(200, B_TAG, Sdp.B).mediaApplied().aAcks("");
    story.responds(B, invite, 200, "f2", "", Sdp.B);
    SendRequest first = story.request("BYE", B);
    story.bRequests("BYE", "", "");
    story.responds(B, first, 401, "f2", line(401, LATER), "");
    assertThat(story.ordered()).containsExactly("2:BYE");
    assertThat(in(story, "BYE")).hasSize(1);
  }

  // --- what ACKs repeat

  /// RFC 3261 section 22.1: what the INVITE bore, whatever was challenged since.
  @Test
  void theAckOfAReinviteBearsWhatThatDid() {
    Story story = talking();
    story.aRequests("INVITE", "", Sdp.A);
    List<Authorization> borne = in(story, "INVITE");
    story.aRequests("INFO", "", "");
    challenges(story, "INFO", 407, LATER);
    SendRequest invite = story.request("INVITE", B);
    story.responds(B, invite, 200, B_TAG, "", Sdp.B);
    assertThat(in(story.ack().request())).isEqualTo(borne).hasSize(1);
    // Its answer again.
    story.responds(B, invite, 200, B_TAG, "", Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(in(story.ack().request())).isEqualTo(borne);
  }

  @Test
  void theAckThatBringsAnAnswerBearsWhatItsInviteDid() {
    Story story = talking();
    story.aRequests("INVITE", "", "");
    List<Authorization> borne = in(story, "INVITE");
    int acked = story.aCseq();
    story.bResponds("INVITE", 200, Sdp.B);
    story.bRequests("INFO", "", "");
    story.aRequests("INFO", "", "");
    challenges(story, "INFO", 407, LATER);
    story.step(new AckReceived(A, Story.EDGE, Bytes.of(SipText.ofA("ACK", acked, "", Sdp.A))));
    assertThat(story.ordered()).contains("2:ACK");
    assertThat(story.ack().request().body().isEmpty()).isFalse();
    assertThat(in(story.ack().request())).isEqualTo(borne).hasSize(1);
  }

  /// With `auth-int` that is a hash of the INVITE's body, not of the ACK's.
  @Test
  void theAckRepeatsAHashOfItsInvitesBody() {
    String covers = DIGEST.replace("auth", "auth-int");
    Story story = challenges(invited(), "INVITE", 407, covers);
    RequestPattern invite = story.request("INVITE", B).request();
    story.bAnswers(200, B_TAG, Sdp.B).mediaApplied().aAcks("");
    assertThat(in(invite)).containsExactly(answer(covers, 1, "INVITE", URI));
    assertThat(in(story.ack().request()))
        .containsExactly(new Authorization(true, "acme", covers, 1, "INVITE", URI, invite.body()));
  }

  // --- who else is called

  @Test
  void whoeverATrunkNamesInItsPlaceIsAnsweredTheSame() {
    Story story = new Story(trunk(2)).invites(Sdp.A).mediaApplied();
    story.bAnswers(302, B_TAG, "Contact: <sip:bob@192.0.2.210>\r\n", "");
    story.mediaApplied();
    LegId next = new LegId(3);
    story.responds(next, story.request("INVITE", next), 407, B_TAG, line(407, DIGEST), "");
    assertThat(in(story.request("INVITE", next).request()))
        .containsExactly(
            answer(DIGEST, 1, "INVITE", story.request("INVITE", next).request().uri()));
  }

  @Test
  void aPartyThatIsRungFirstToo() {
    Story story = new Story(trunk(0));
    story.step(new ControlRequested(new ControlRequest.Originate("ann", "bob", null, 0), "key"));
    story.mediaApplied();
    story.responds(A, story.request("INVITE", A), 407, Story.A_TAG, line(407, DIGEST), "");
    assertThat(in(story.request("INVITE", A).request())).hasSize(1);
  }

  // --- what a leg remembers

  @Test
  void aChallengeIsWorthATryUnlessItWasAnswered() {
    LegCredentials leg =
        LegCredentials.of("acme", URI)
            .answering(new RequestChallenged(B, 1, 2, List.of(challenge("n1", DIGEST)), null))
            .inviting(5);
    assertThat(leg.inviteCseq()).isEqualTo(5);
    assertThat(leg.canAnswer(5, null, List.of(challenge("n2", LATER)))).isTrue();
    assertThat(leg.canAnswer(2, null, List.of(challenge("n2", LATER)))).isFalse();
    assertThat(leg.canAnswer(2, "fork", List.of(challenge("n2", LATER)))).isTrue();
    assertThat(leg.canAnswer(5, null, List.of())).isFalse();
  }
}
