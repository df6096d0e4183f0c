package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.dialog.Passage;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which header lines cross from one leg to the other: what is usual, and what the call's rule says
/// of each way.
///
/// Holds `Passage`.
class HeaderPolicyTest {
  private static final LegId C = new LegId(3);
  private static final String IDENTITY = "P-Asserted-Identity: <sip:alice@example.com>\r\n";

  /// One line of each that crosses where no rule says otherwise, and one of each that does not.
  private static final String ALL =
      IDENTITY
          + """
          Resource-Priority: wps.0\r
          X-Account: 7\r
          s: lunch\r
          Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=0\r
          Diversion: <sip:eve@example.com>\r
          P-Charging-Vector: icid-value=1\r
          P-Access-Network-Info: IEEE-802.11\r
          Geolocation: <cid:x@y>\r
          n: <https://example.com/cert>\r
          History-Info: <sip:bob@example.com>;index=1\r
          Session-Expires: 90\r
          Min-SE: 90\r
          Path: <sip:p.example.com;lr>\r
          Replaces: 1;from-tag=2;to-tag=3\r
          Join: 1;from-tag=2;to-tag=3\r
          Proxy-Authorization: Digest username="a"\r
          Security-Verify: tls\r
          Warning: 399 host "x"\r
          """;

  private static final List<String> USUAL =
      List.of("Resource-Priority", "X-Account", "Subject", "Session-ID");

  private static CrossingPolicy toCalled(HeaderRules rules) {
    return new CrossingPolicy(null, rules, null);
  }

  private static CrossingPolicy toCaller(HeaderRules rules) {
    return new CrossingPolicy(null, null, rules);
  }

  private static HeaderRules pass(String... names) {
    return new HeaderRules(List.of(names), List.of(), List.of());
  }

  private static HeaderRules strip(String... names) {
    return new HeaderRules(List.of(), List.of(names), List.of());
  }

  private static HeaderRules set(String... lines) {
    return new HeaderRules(List.of(), List.of(), List.of(lines));
  }

  private static Story invites(CrossingPolicy policy, String more) {
    return Story.relayed().under(policy).invites(Sdp.A, offered(more)).mediaApplied();
  }

  /// An INVITE that says it would take the place of a dialog, and call nobody.
  private static String offered(String lines) {
    return lines.replaceAll("Replaces: .*\r\n", "");
  }

  private static Story talking(CrossingPolicy policy) {
    return Story.relayed().under(policy).talks();
  }

  private static String sent(Story story, String method, LegId leg) {
    return story.request(method, leg).request().headers().toString();
  }

  private static String answered(Story story) {
    return story.answer().headers().toString();
  }

  /// The names of lines, as often as they stand there.
  private static List<String> names(String headers) {
    return headers.lines().map(line -> line.substring(0, line.indexOf(':'))).toList();
  }

  @Test
  void whatTheExchangeDoesNotKnowIsForThePartiesAndWhatTellsOfOneSideStaysThere() {
    Story story = Story.relayed().invites(Sdp.A, offered(ALL)).mediaApplied();
    List<String> own =
        List.of(
            "From", "To", "Call-ID", "CSeq", "Max-Forwards", "Allow", "Supported", "Content-Type");
    assertThat(names(sent(story, "INVITE", B)))
        .containsAll(USUAL)
        .allMatch(name -> USUAL.contains(name) || own.contains(name));
    assertThat(story.event(CallRouted.class).policy()).isNull();
    story.bAnswers(180, B_TAG, ALL, "");
    assertThat(names(answered(story))).containsAll(USUAL).doesNotContain("Warning", "Diversion");
    story.bAnswers(486, B_TAG, ALL, "");
    assertThat(names(answered(story))).containsAll(USUAL).doesNotContain("Warning", "Diversion");
  }

  @Test
  void insideADialogItIsTheSame() {
    Story story = Story.talking().bRequests("INFO", ALL, "Signal=1\r\n");
    assertThat(names(sent(story, "INFO", A))).containsAll(USUAL).doesNotContain("Geolocation");
    story.aResponds("INFO", 200, "");
    story.aRequests("INVITE", ALL, Sdp.A_HOLDS);
    assertThat(names(sent(story, "INVITE", B)))
        .containsAll(USUAL)
        .doesNotContain("Session-Expires", "Replaces", "P-Charging-Vector");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via",
        "v",
        "from",
        "Contact",
        "m",
        "Allow",
        "Require",
        "k",
        "Session-Expires",
        "x",
        "Min-SE",
        "RSeq",
        "RAck",
        "Replaces",
        "Join",
        "Target-Dialog",
        "Path",
        "Service-Route",
        "WWW-Authenticate",
        "Proxy-Authentication-Info",
        "Flow-Timer",
        "Content-Type",
        "c",
        "Content-Language",
        "Max-Breadth",
        "Refer-To",
        "r",
        "Event",
        "Subscription-State",
        "Info-Package",
        "Timestamp"
      })
  void someLinesAreNoRulesMatter(String name) {
    assertThat(Passage.isRuled(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P-Asserted-Identity", "p-foo", "Diversion", "X-Y", "Subject", "s", "Reason", "Referred-By",
        "b", "Warning", "User-Agent", "Identity", "y", "n", "Recv-Info", "Anything"
      })
  void ofAllOthersARuleMaySpeak(String name) {
    assertThat(Passage.isRuled(name)).isTrue();
  }

  @Test
  void aRuleLetsLinesPassAndStripsOthersAndSetsSome() {
    HeaderRules rules =
        new HeaderRules(
            List.of("P-Asserted-Identity", "Diversion"),
            List.of("X-Internal-*"),
            List.of("X-Trunk: gold"));
    String more = ALL + "X-Internal-Cost: 7\r\nx-trunk: lead\r\n";
    Story story = invites(toCalled(rules), more);
    assertThat(sent(story, "INVITE", B))
        .contains(IDENTITY, "Diversion: <sip:eve@example.com>\r\n", "X-Trunk: gold\r\n")
        .contains("X-Account: 7\r\n", "Resource-Priority")
        .doesNotContain("X-Internal", "lead", "Geolocation");
    assertThat(story.event(CallOffered.class).content().headers().toString())
        .contains("X-Trunk: gold")
        .doesNotContain("X-Internal", "Geolocation");
    assertThat(story.event(CallRouted.class).policy()).isEqualTo(toCalled(rules));
    // It says nothing of the other way.
    story.bAnswers(180, B_TAG, more, "");
    assertThat(answered(story))
        .contains("X-Internal-Cost: 7\r\n", "x-trunk: lead\r\n")
        .doesNotContain(IDENTITY, "gold");
  }

  @Test
  void itHoldsForAnswersOfAnyKind() {
    HeaderRules rules = new HeaderRules(List.of("Warning"), List.of("X-*"), List.of("X-By: us"));
    Story story = invites(toCaller(rules), ALL);
    assertThat(sent(story, "INVITE", B)).contains("X-Account: 7").doesNotContain("X-By", "Warning");
    story.bAnswers(180, B_TAG, ALL, "");
    assertThat(answered(story)).contains("Warning: 399", "X-By: us").doesNotContain("X-Account");
    Story refused = invites(toCaller(rules), "").bAnswers(486, B_TAG, ALL, "");
    assertThat(answered(refused)).contains("Warning: 399", "X-By: us").doesNotContain("X-Account");
    assertThat(refused.event(LegFailed.class).content()).isNotNull();
    story.bAnswers(200, B_TAG, ALL, Sdp.B);
    assertThat(answered(story)).contains("Warning: 399", "X-By: us").doesNotContain("X-Account");
  }

  @Test
  void itHoldsInsideTheDialogInItsDirection() {
    HeaderRules rules = new HeaderRules(List.of(), List.of("X-*"), List.of("X-By: us"));
    Story story = talking(toCaller(rules));
    story.bRequests("INFO", "X-Account: 7\r\n", "");
    assertThat(sent(story, "INFO", A)).contains("X-By: us").doesNotContain("X-Account");
    story.responds(A, story.request("INFO", A), 200, "t", "X-Account: 8\r\n", "");
    assertThat(answered(story)).contains("X-Account: 8").doesNotContain("X-By");
    story.aRequests("INFO", "X-Account: 9\r\n", "");
    assertThat(sent(story, "INFO", B)).contains("X-Account: 9").doesNotContain("X-By");
    story.responds(B, story.request("INFO", B), 415, B_TAG, "X-Account: 10\r\n", "");
    assertThat(answered(story)).contains("X-By: us").doesNotContain("X-Account");
    story.aRequests("INVITE", "", Sdp.A_HOLDS);
    story.responds(B, story.request("INVITE", B), 200, B_TAG, "X-Account: 11\r\n", Sdp.B_HELD);
    assertThat(answered(story)).contains("X-By: us").doesNotContain("X-Account");
    story.aAcks("").bRequests("BYE", "X-Account: 12\r\n", "");
    assertThat(sent(story, "BYE", A))
        .contains("X-By: us", "Reason: Q.850;cause=16")
        .doesNotContain("X-Account");
  }

  /// Whose INVITE it cancels says which way a CANCEL goes, and its own Reason goes before ours.
  @Test
  void aCancelGoesTheWayOfItsInvite() {
    Story story = invites(toCalled(set("X-By: us")), "").bAnswers(180, B_TAG, "");
    story.aCancels(true, "Reason: SIP;cause=600\r\n");
    assertThat(story.last(SendCancel.class).request().headers().toString())
        .contains("X-By: us", "Reason: SIP;cause=600")
        .doesNotContain("cause=487");
    Story held = talking(toCalled(set("X-By: us"))).aRequests("INVITE", "", Sdp.A_HOLDS);
    held.aCancels(true);
    assertThat(held.last(SendCancel.class).request().headers().toString())
        .contains("X-By: us", "Reason: SIP;cause=487");
    Story other = talking(toCaller(set("X-By: us"))).aRequests("INVITE", "", Sdp.A_HOLDS);
    other.aCancels(true, "X-Account: 7\r\n");
    assertThat(other.last(SendCancel.class).request().headers().toString())
        .contains("X-Account: 7", "Reason: SIP;cause=487")
        .doesNotContain("X-By");
  }

  @Test
  void ofNamesThatMeanALineTheClosestCounts() {
    HeaderRules rules =
        new HeaderRules(
            List.of("P-*", "X-Internal-Id"), List.of("p-charging-*", "x-internal-*"), List.of());
    String more = ALL + "X-Internal-Id: 1\r\nX-Internal-Cost: 7\r\n";
    assertThat(names(sent(invites(toCalled(rules), more), "INVITE", B)))
        .contains("P-Asserted-Identity", "P-Access-Network-Info", "X-Internal-Id")
        .doesNotContain("P-Charging-Vector", "X-Internal-Cost");
    assertThat(names(sent(invites(toCalled(strip("Identity-Info", "Subject")), ALL), "INVITE", B)))
        .doesNotContain("Subject");
    assertThat(names(sent(invites(toCalled(pass("Identity-Info")), ALL), "INVITE", B)))
        .contains("n");
  }

  @Test
  void whatTheExchangeWritesItselfIsNoRulesMatter() {
    String invite = sent(invites(toCalled(pass("*")), ALL), "INVITE", B);
    assertThat(names(invite))
        .contains("P-Asserted-Identity", "Geolocation", "Warning", "User-Agent")
        .doesNotContain(
            "Session-Expires",
            "Min-SE",
            "Path",
            "Replaces",
            "Join",
            "Proxy-Authorization",
            "Security-Verify",
            "Contact",
            "Record-Route")
        .doesNotHaveDuplicates();
    String bare = sent(invites(toCalled(strip("*")), ALL + "Max-Breadth: 5\r\n"), "INVITE", B);
    assertThat(names(bare))
        .containsExactlyInAnyOrder(
            "From",
            "To",
            "Call-ID",
            "CSeq",
            "Max-Forwards",
            "Session-ID",
            "Allow",
            "Supported",
            "Max-Breadth",
            "Content-Type");
  }

  @Test
  void aMethodKeepsWhatItCannotBeWithout() {
    Story story = talking(toCalled(strip("*")));
    story.aRequests("INFO", "Info-Package: x\r\nX-Account: 7\r\n", "Signal=1\r\n");
    assertThat(sent(story, "INFO", B))
        .contains("Info-Package: x", "Content-Type: ")
        .doesNotContain("X-Account");
  }

  /// Whom a rule rings is closer to its INVITE than the rule.
  @Test
  void aTargetsOwnHeadersGoBeforeThoseOfItsRule() {
    RingTarget target =
        new RingTarget("sip:ann@192.0.2.201", 0, 0, List.of("X-Trunk: lead", "X-Queue: sales"));
    Story story =
        new Story(
                new Action.Ring(
                    List.of(new RingStage(List.of(target))),
                    Action.MediaMode.RELAY,
                    Action.EarlyMedia.FIRST))
            .under(toCalled(set("X-Trunk: gold", "X-By: us")))
            .invites(Sdp.A)
            .mediaApplied();
    assertThat(sent(story, "INVITE", B))
        .contains("X-Trunk: lead\r\n", "X-Queue: sales\r\n", "X-By: us\r\n")
        .doesNotContain("gold");
  }

  @Test
  void theRuleHoldsForTheCallWhateverIsConfiguredLater() {
    Story story = talking(toCalled(set("X-By: us"))).under(toCalled(set("X-By: others")));
    assertThat(sent(story.aRequests("INFO", "", ""), "INFO", B)).contains("X-By: us");
  }

  // --- where there is no INVITE of a caller, or no description in an answer

  @Test
  void aPartyThatIsRungForACallThatWasAskedForHearsWhatTheRuleSets() {
    ControlRequest.Originate request =
        new ControlRequest.Originate("sip:ann@192.0.2.1", "bob", null, 0);
    Story story =
        Story.relayed()
            .under(toCalled(set("X-Trunk: gold")))
            .step(new ControlRequested(request, "key"))
            .mediaApplied();
    assertThat(sent(story, "INVITE", A)).doesNotContain("X-Trunk");
    story.aResponds("INVITE", 200, Sdp.A).mediaApplied();
    assertThat(sent(story, "INVITE", B)).contains("X-Trunk: gold\r\n");
  }

  @Test
  void whoIsRungForAParkedCallerIsToldByTheRuleThatParkedIt() {
    Story story =
        new Story(new Action.Park("701", "sip:desk@192.0.2.77:5070", 45))
            .under(toCalled(set("X-Trunk: gold")))
            .invites(Sdp.A)
            .hears(new ParkSlot("701").aggregate(), new CallMessage.SlotGranted(Story.LIFE))
            .mediaApplied()
            .aAcks("")
            .fires(CallTimer.RECALL)
            .mediaApplied();
    assertThat(sent(story, "INVITE", B)).contains("X-Trunk: gold\r\n");
    assertThat(story.event(CallRouted.class).rule()).isNull();
  }

  @Test
  void anAnswerWhoseDescriptionCameBeforeSaysItsLinesAllTheSame() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied();
    story.bAnswers(183, B_TAG, Sdp.B).mediaApplied();
    story.bAnswers(200, B_TAG, "X-Account: 7\r\n", "");
    assertThat(story.ordered()).contains("1:200 INVITE");
    assertThat(answered(story)).contains("X-Account: 7\r\n", "Content-Type: application/sdp\r\n");
    assertThat(story.answer().body().isEmpty()).isFalse();
  }

  @Test
  void aDescriptionThatIsNotTheCallersStaysBehindAndTheLinesBesideItCross() {
    Story story =
        new Story(
                new Action.Ring(
                    List.of(
                        new RingStage(
                            List.of(
                                RingTarget.plain("sip:ann@192.0.2.201"),
                                RingTarget.plain("sip:bob@192.0.2.202")))),
                    Action.MediaMode.RELAY,
                    Action.EarlyMedia.FIRST))
            .invites(Sdp.A)
            .mediaApplied();
    story.responds(B, story.request("INVITE", B), 183, "b", "", Sdp.B).mediaApplied();
    story.responds(C, story.request("INVITE", C), 183, "c", "X-Account: 7\r\n", Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE");
    assertThat(answered(story)).contains("X-Account: 7\r\n").doesNotContain("Content-Type");
    assertThat(story.answer().body().isEmpty()).isTrue();
  }
}
