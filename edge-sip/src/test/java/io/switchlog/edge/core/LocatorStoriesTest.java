package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.CALL;
import static io.switchlog.edge.core.Story.LEG;
import static io.switchlog.edge.core.Story.branch;
import static io.switchlog.edge.core.Story.pattern;
import static io.switchlog.edge.core.Story.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.Lookup;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.ResponseReceived;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a name is (RFC 3263), and who is asked next where somebody does not answer.
final class LocatorStoriesTest {
  private static final String BRANCH = branch("1");
  private static final Source FIRST = new Source("udp", Transport.UDP, "192.0.2.11", 5060, "");
  private static final Source SECOND = new Source("udp", Transport.UDP, "192.0.2.12", 5060, "");

  private final Story story = new Story();

  private static DnsAnswer found(DnsRecord... records) {
    return new DnsAnswer.Found(Arrays.asList(records), 60);
  }

  private static DnsRecord address(String host) {
    return new DnsRecord.Address(host);
  }

  private static DnsRecord service(int priority, int weight, int port, String target) {
    return new DnsRecord.Service(priority, weight, port, target);
  }

  private void says(String question, DnsRecord... records) {
    story.zone.put(question, found(records));
  }

  /// Two hosts, the second where the first does not answer.
  private void twoHosts() {
    says(
        "SRV _sip._udp.pbx.example",
        service(2, 0, 5060, "b.pbx.example"),
        service(1, 0, 5060, "a.pbx.example"));
    says("A a.pbx.example", address("192.0.2.11"));
    says("A b.pbx.example", address("192.0.2.12"));
  }

  private static Destination domain(Transport transport, Lookup lookup) {
    return new Destination(transport, "pbx.example", transport.defaultPort(), "", null, lookup);
  }

  private void invites(Destination to) {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH, to)));
  }

  private String lastPlace() {
    Target target = story.lastSent().target();
    return target.transport() + " " + target.host() + ":" + target.port();
  }

  private String lastBranch() {
    String via = Objects.requireNonNull(story.lastSent().header("Via"));
    return via.substring(via.indexOf("branch=") + 7);
  }

  // --- where it is

  /// RFC 3263 section 4.1: what the domain would rather have.
  @Test
  void theDomainChoosesTheTransportAndWhoIsAskedForIt() {
    says(
        "NAPTR pbx.example",
        new DnsRecord.Pointer(20, 10, "s", "SIP+D2U", "_sip._udp.pbx.example"),
        new DnsRecord.Pointer(10, 20, "s", "SIP+D2T", "_sip._tcp.elsewhere.example"),
        new DnsRecord.Pointer(10, 10, "u", "SIPS+D2T", "no.example"));
    says("SRV _sip._tcp.elsewhere.example", service(1, 0, 5080, "c.example"));
    says("A c.example", address("192.0.2.33"));
    invites(domain(Transport.UDP, Lookup.ANY_SERVICE));
    assertThat(lastPlace()).isEqualTo("TCP 192.0.2.33:5080");
    assertThat(story.lastSent().target().domain()).isEqualTo("pbx.example");
    assertThat(story.lastSent().header("Via")).startsWith("SIP/2.0/TCP ");
  }

  @Test
  void withoutThatTheServicesAreAskedOneAfterTheOther() {
    says("SRV _sip._tcp.pbx.example", service(1, 0, 5070, "a.pbx.example"));
    says("A a.pbx.example", address("192.0.2.11"));
    invites(domain(Transport.UDP, Lookup.ANY_SERVICE));
    assertThat(lastPlace()).isEqualTo("TCP 192.0.2.11:5070");
    assertThat(story.asked)
        .containsExactly(
            "NAPTR pbx.example",
            "SRV _sip._udp.pbx.example",
            "SRV _sip._tcp.pbx.example",
            "A a.pbx.example");
  }

  @ParameterizedTest
  @CsvSource({
    "UDP, ANY_SERVICE, UDP 192.0.2.7:5060",
    "TCP, SERVICE, TCP 192.0.2.7:5060",
    "TLS, SERVICE, TLS 192.0.2.7:5061",
    "TLS, ANY_SERVICE, TLS 192.0.2.7:5061"
  })
  void withoutAnyServiceItIsAtItsAddress(Transport transport, Lookup lookup, String place) {
    says("A pbx.example", address("192.0.2.7"));
    invites(domain(transport, lookup));
    assertThat(lastPlace()).isEqualTo(place);
  }

  /// RFC 3261 section 26.2.2: nothing but TLS, whatever the domain says.
  @Test
  void aSecureDestinationIsOfferedNothingElse() {
    says("NAPTR pbx.example", new DnsRecord.Pointer(1, 1, "s", "SIP+D2U", "_sip._udp.pbx.example"));
    says("SRV _sip._udp.pbx.example", service(1, 0, 5060, "a.pbx.example"));
    says("SRV _sips._tcp.pbx.example", service(1, 0, 5062, "a.pbx.example"));
    says("A a.pbx.example", address("192.0.2.11"));
    invites(domain(Transport.TLS, Lookup.ANY_SERVICE));
    assertThat(lastPlace()).isEqualTo("TLS 192.0.2.11:5062");
  }

  @Test
  void aNameWithAPortIsAnAddressAndNothingMore() {
    says("A pbx.example", address("192.0.2.7"));
    invites(new Destination(Transport.UDP, "pbx.example", 5099, ""));
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.7:5099");
    assertThat(story.asked).containsExactly("A pbx.example", "AAAA pbx.example");
  }

  @Test
  void bothFamiliesAreAskedForWhereTheEdgeSpeaksThem() {
    says("AAAA pbx.example", address("2001:db8::7"));
    invites(new Destination(Transport.UDP, "pbx.example", 5099, ""));
    assertThat(lastPlace()).isEqualTo("UDP 2001:db8::7:5099");
    assertThat(story.lastSent().target().listener()).isEqualTo("udp6");
  }

  @Test
  void aNameThatIsNobodysIsAFailureThatSaysSo() {
    invites(domain(Transport.UDP, Lookup.ANY_SERVICE));
    assertThat(story.takeFacts())
        .singleElement()
        .satisfies(fact -> {
          RequestFailed failed = (RequestFailed) fact;
          assertThat(failed.reason()).isEqualTo(RequestFailed.Reason.UNREACHABLE);
          assertThat(failed.detail()).isEqualTo("expected an address of pbx.example, found none");
        });
  }

  // --- what is remembered

  @Test
  void anAnswerIsGoodForAsLongAsItSays() {
    says("A pbx.example", address("192.0.2.7"));
    Destination to = new Destination(Transport.UDP, "pbx.example", 5060, "");
    invites(to);
    story.order(new SendRequest(CALL, LEG, pattern("INFO", branch("2"), to)));
    assertThat(story.asked).hasSize(2);
    story.advance(61_000);
    story.order(new SendRequest(CALL, LEG, pattern("INFO", branch("3"), to)));
    assertThat(story.asked).hasSize(4);
  }

  /// RFC 8767.
  @Test
  void whatWasSaidLastIsGoodWhileNobodyAnswers() {
    says("A pbx.example", address("192.0.2.7"));
    Destination to = new Destination(Transport.UDP, "pbx.example", 5060, "");
    invites(to);
    story.dnsIsAway = true;
    story.advance(600_000);
    story.order(new SendRequest(CALL, LEG, pattern("INFO", branch("2"), to)));
    assertThat(story.lastSent().startLine()).startsWith("INFO");
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.7:5060");
  }

  @Test
  void whereNobodyAnswersAndNothingIsKnownTheRequestFails() {
    story.dnsIsAway = true;
    invites(domain(Transport.UDP, Lookup.ANY_SERVICE));
    assertThat(story.sent).isEmpty();
    assertThat(((RequestFailed) story.takeFacts().getFirst()).detail())
        .isEqualTo("no name server answers");
    story.advance(10_000_000);
    assertThat(story.core.kept()).isZero();
  }

  /// All requests of a call go to one host of several that are alike, other calls to others.
  @Test
  void weightsSpreadTheCallsAndNotTheRequestsOfOne() {
    List<DnsRecord.Service> services =
        List.of(
            new DnsRecord.Service(1, 30, 5060, "a"),
            new DnsRecord.Service(1, 10, 5060, "b"),
            new DnsRecord.Service(1, 0, 5060, "c"),
            new DnsRecord.Service(0, 0, 5060, "first"));
    Map<String, Integer> seconds = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      List<DnsRecord.Service> ordered = Weights.inOrder(services, "call-" + i);
      assertThat(ordered).hasSize(4).containsAll(services);
      assertThat(ordered.getFirst().target()).isEqualTo("first");
      assertThat(Weights.inOrder(services, "call-" + i)).isEqualTo(ordered);
      seconds.merge(ordered.get(1).target(), 1, Integer::sum);
    }
    assertThat(seconds.get("a")).isBetween(7_000, 8_000);
    assertThat(seconds.get("b")).isBetween(2_000, 3_000);
    assertThat(seconds.get("c")).isBetween(1, 500);
  }

  // --- who is asked next

  /// RFC 3263 section 4.3: another transaction, so another branch, which call control knows by the
  /// one that it ordered.
  @Test
  void whoDoesNotAnswerIsGivenUpForTheNext() {
    twoHosts();
    invites(domain(Transport.UDP, Lookup.SERVICE));
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.11:5060");
    assertThat(lastBranch()).isEqualTo(BRANCH);
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.12:5060");
    assertThat(lastBranch()).isEqualTo(BRANCH + "~2");
    assertThat(story.takeFacts()).isEmpty();

    story.receive(response(200, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    assertThat(story.takeFacts())
        .singleElement()
        .satisfies(fact -> {
          assertThat(((ResponseReceived) fact).branch()).isEqualTo(BRANCH);
          assertThat(((ResponseReceived) fact).stray()).isFalse();
        });
    assertThat(story.count(Counter.FAILED_OVER)).isOne();
  }

  @Test
  void aPlaceThatIsFullIsGivenUpForTheNextAndAcknowledged() {
    twoHosts();
    invites(domain(Transport.UDP, Lookup.SERVICE));
    story.receive(response(100, BRANCH, "INVITE", "", ""), FIRST);
    story.takeSent();
    story.receive(response(503, BRANCH, "INVITE", "full", ""), FIRST);
    assertThat(story.takeSent())
        .containsExactlyInAnyOrder(
            "ACK sip:bob@192.0.2.99 SIP/2.0", "INVITE sip:bob@192.0.2.99 SIP/2.0");
    assertThat(story.takeFacts()).isEmpty();
    // It comes once more, and is acknowledged once more.
    story.receive(response(503, BRANCH, "INVITE", "full", ""), FIRST);
    assertThat(story.takeSent()).containsExactly("ACK sip:bob@192.0.2.99 SIP/2.0");

    story.receive(response(503, BRANCH + "~2", "INVITE", "too", ""), SECOND);
    assertThat(((ResponseReceived) story.takeFacts().getFirst()).status()).isEqualTo(503);
  }

  @Test
  void aPlaceThatTakesNoConnectionIsGivenUpAtOnce() {
    says(
        "SRV _sip._tcp.pbx.example",
        service(1, 0, 5060, "a.pbx.example"),
        service(2, 0, 5060, "b.pbx.example"));
    says("A a.pbx.example", address("192.0.2.11"));
    says("A b.pbx.example", address("192.0.2.12"));
    invites(domain(Transport.TCP, Lookup.SERVICE));
    story.core.onTransportFailure(
        story.now, Objects.requireNonNull(story.lastSent().transaction()), false, "refused");
    assertThat(lastPlace()).isEqualTo("TCP 192.0.2.12:5060");
    story.core.onTransportFailure(
        story.now, Objects.requireNonNull(story.lastSent().transaction()), false, "refused");
    assertThat(((RequestFailed) story.takeFacts().getFirst()).reason())
        .isEqualTo(RequestFailed.Reason.TRANSPORT);
  }

  /// Where its connection ends before it is heard of, the next one is asked at once.
  @Test
  void aPlaceThatEndsItsConnectionIsGivenUpAtOnce() {
    says(
        "SRV _sip._tcp.pbx.example",
        service(1, 0, 5060, "a.pbx.example"),
        service(2, 0, 5060, "b.pbx.example"));
    says("A a.pbx.example", address("192.0.2.11"));
    says("A b.pbx.example", address("192.0.2.12"));
    invites(domain(Transport.TCP, Lookup.SERVICE));
    String first = Objects.requireNonNull(story.lastSent().transaction());
    story.core.onConnectionClosed(story.now, first, "flow 1 ended");
    assertThat(lastPlace()).isEqualTo("TCP 192.0.2.12:5060");
    assertThat(story.takeFacts()).isEmpty();
  }

  /// It is asked last for a while, and then as before.
  @Test
  void aPlaceThatFailedComesLastForAWhile() {
    twoHosts();
    Destination to = domain(Transport.UDP, Lookup.SERVICE);
    invites(to);
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    story.receive(response(200, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    story.order(new SendRequest(CALL, LEG, pattern("BYE", branch("2"), to)));
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.12:5060");
    story.receive(response(200, branch("2"), "BYE", "b", ""), SECOND);
    story.advance(Locator.DEAD_MILLIS + 1_000);
    story.order(new SendRequest(CALL, LEG, pattern("INFO", branch("3"), to)));
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.11:5060");
  }

  /// RFC 3261 section 9.1: with the branch and at the place of the INVITE as it was sent last.
  @Test
  void theCancelAndTheAckGoWhereTheInviteWent() {
    twoHosts();
    Destination to = domain(Transport.UDP, Lookup.SERVICE);
    invites(to);
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    story.receive(response(180, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH, to)));
    assertThat(story.lastSent().startLine()).startsWith("CANCEL");
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.12:5060");
    assertThat(lastBranch()).isEqualTo(BRANCH + "~2");

    story.receive(response(200, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", branch("a"), to)));
    assertThat(story.lastSent().startLine()).startsWith("ACK");
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.12:5060");
    int sent = story.sent.size();
    story.receive(response(200, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    assertThat(story.sent).hasSize(sent + 1);
    assertThat(story.lastSent().startLine()).startsWith("ACK");
  }

  /// Whoever was given up and rings all the same is told to stop; what it answers counts.
  @Test
  void whoWasGivenUpAndRingsIsCancelled() {
    twoHosts();
    invites(domain(Transport.UDP, Lookup.SERVICE));
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    story.takeSent();
    story.receive(response(180, BRANCH, "INVITE", "late", ""), FIRST);
    assertThat(story.lastSent().startLine()).startsWith("CANCEL");
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.11:5060");
    assertThat(lastBranch()).isEqualTo(BRANCH);
    assertThat(story.lastSent().header("CSeq")).endsWith(" CANCEL");
    assertThat(story.takeFacts()).isEmpty();

    story.receive(response(200, BRANCH, "CANCEL", "late", ""), FIRST);
    story.receive(response(200, BRANCH, "INVITE", "late", ""), FIRST);
    ResponseReceived late = (ResponseReceived) story.takeFacts().getFirst();
    assertThat(late.status()).isEqualTo(200);
    assertThat(late.stray()).isTrue();
    assertThat(late.branch()).isEqualTo(BRANCH);
  }

  /// Nobody is to ring any more.
  @Test
  void whatIsCalledOffIsTriedNowhereElse() {
    twoHosts();
    Destination to = domain(Transport.UDP, Lookup.SERVICE);
    invites(to);
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH, to)));
    story.advance(31_000);
    assertThat(story.count(Counter.FAILED_OVER)).isZero();
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.11:5060");
    assertThat(story.takeFacts()).isEmpty();
    story.advance(2_000);
    assertThat(((RequestFailed) story.takeFacts().getFirst()).reason())
        .isEqualTo(RequestFailed.Reason.TIMEOUT);
  }

  @Test
  void whoSaysSomethingIsWaitedFor() {
    twoHosts();
    invites(domain(Transport.UDP, Lookup.SERVICE));
    story.receive(response(100, BRANCH, "INVITE", "", ""), FIRST);
    story.advance(60_000);
    assertThat(story.count(Counter.FAILED_OVER)).isZero();
    assertThat(story.takeFacts()).isEmpty();
  }

  /// A request inside a dialog is silent for long where its peer thinks; it is no INVITE that
  /// rings.
  @Test
  void anotherRequestGoesOnToo() {
    twoHosts();
    Destination to = domain(Transport.UDP, Lookup.SERVICE);
    story.order(new SendRequest(CALL, LEG, pattern("INFO", BRANCH, to)));
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.12:5060");
    story.advance(40_000);
    assertThat(((RequestFailed) story.takeFacts().getFirst()).reason())
        .isEqualTo(RequestFailed.Reason.TIMEOUT);
    story.advance(10_000_000);
    assertThat(story.core.kept()).isZero();
  }

  /// What a peer names must not choose whom of our own network we talk to.
  @Test
  void whereTheEdgeMayNotSendItSendsNothing() {
    Egress outside =
        new Egress(List.of(Network.parse("192.0.2.0/24")), List.of(Network.parse("192.0.2.11")));
    Story guarded = new Story(Credentials.NONE, AdmissionPolicy.UNBOUNDED, outside);
    Destination inside = new Destination(Transport.UDP, "10.0.0.1", 5060, "");
    guarded.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH, inside)));
    assertThat(guarded.sent).isEmpty();
    assertThat(((RequestFailed) guarded.takeFacts().getFirst()).detail())
        .isEqualTo("expected a target that this edge may send to, found 10.0.0.1");
    guarded.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", branch("a"), inside)));
    assertThat(guarded.sent).isEmpty();
    assertThat(guarded.count(Counter.EGRESS_DENIED)).isEqualTo(2);

    guarded.zone.put(
        "SRV _sip._udp.pbx.example",
        found(service(1, 0, 5060, "a.pbx.example"), service(2, 0, 5060, "b.pbx.example")));
    guarded.zone.put("A a.pbx.example", found(address("192.0.2.11")));
    guarded.zone.put("A b.pbx.example", found(address("192.0.2.12")));
    guarded.order(
        new SendRequest(
            CALL, LEG, pattern("INFO", branch("2"), domain(Transport.UDP, Lookup.SERVICE))));
    assertThat(guarded.lastSent().target().host()).isEqualTo("192.0.2.12");

    guarded.open.add("flow-9");
    guarded.order(
        new SendRequest(
            CALL,
            LEG,
            pattern(
                "INFO", branch("3"), new Destination(Transport.TCP, "10.0.0.1", 5060, "flow-9"))));
    assertThat(guarded.lastSent().target().flow()).isEqualTo("flow-9");
  }

  /// The connection that a peer opened is a way to it by itself.
  @Test
  void anOpenConnectionNeedsNoName() {
    story.open.add("flow-9");
    invites(new Destination(Transport.TCP, "pbx.example", 5060, "flow-9"));
    assertThat(story.asked).isEmpty();
    assertThat(story.lastSent().target().flow()).isEqualTo("flow-9");
  }

  @Test
  void whatIsCalledOffBeforeItIsKnownWhereItGoesIsNotSent() {
    says("A pbx.example", address("192.0.2.7"));
    Destination to = new Destination(Transport.UDP, "pbx.example", 5060, "");
    story.orderAlone(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH, to)));
    story.orderAlone(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH, to)));
    assertThat(story.core.load()).isOne();
    story.advance(1);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            RequestFailed.class,
            failed -> assertThat(failed.detail()).contains("it was called off before"));
    assertThat(story.core.load()).isZero();
  }

  // --- answers that come too late, and none

  /// The second rings, and the first, which was given up, answers: nobody waits for the second.
  @Test
  void whoRingsIsToldToStopWhereThePlaceThatWasGivenUpAnswers() {
    twoHosts();
    invites(domain(Transport.UDP, Lookup.SERVICE));
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    story.receive(response(180, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    story.takeSent();
    story.receive(response(200, BRANCH, "INVITE", "a", ""), FIRST);
    assertThat(story.lastSent().startLine()).startsWith("CANCEL");
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.12:5060");
    assertThat(lastBranch()).endsWith("~2");
    assertThat(story.core.load()).isZero();
  }

  @Test
  void whoBeginsToRingAfterThatIsToldToo() {
    twoHosts();
    invites(domain(Transport.UDP, Lookup.SERVICE));
    story.advance(ClientSide.ELSEWHERE_MILLIS);
    story.receive(response(200, BRANCH, "INVITE", "a", ""), FIRST);
    story.order(
        new SendAck(CALL, LEG, BRANCH, "a", pattern("ACK", Story.branch("1a"), Story.TO_BOB)));
    story.takeSent();
    story.advance(10_000);
    assertThat(story.takeSent()).as("nobody sends it again").isEmpty();
    story.receive(response(180, BRANCH + "~2", "INVITE", "b", ""), SECOND);
    assertThat(story.lastSent().startLine()).startsWith("CANCEL");
    assertThat(lastBranch()).endsWith("~2");
    story.advance(8_000_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aQuestionThatNobodyAnswersIsNoReasonToFail() {
    story.zone.put("NAPTR pbx.example", new DnsAnswer.Failed("SERVFAIL"));
    story.zone.put("SRV _sip._udp.pbx.example", new DnsAnswer.Failed("timed out"));
    says("A pbx.example", address("192.0.2.7"));
    invites(domain(Transport.UDP, Lookup.ANY_SERVICE));
    assertThat(lastPlace()).isEqualTo("UDP 192.0.2.7:5060");
  }

  /// RFC 2782: a target of "." says so.
  @ParameterizedTest
  @ValueSource(strings = {"", "."})
  void aServiceThatIsNotOfferedIsPassedOver(String target) {
    says("SRV _sip._udp.pbx.example", service(0, 0, 0, target));
    says("SRV _sip._tcp.pbx.example", service(0, 0, 5060, "a.pbx.example"));
    says("A a.pbx.example", address("192.0.2.11"));
    invites(domain(Transport.UDP, Lookup.ANY_SERVICE));
    assertThat(lastPlace()).isEqualTo("TCP 192.0.2.11:5060");
  }

  /// RFC 8767: the first has to wait until the name server is known to be away, the next does not.
  @Test
  void whereTheNameServerIsAwayWhatItSaidLastIsUsedAtOnceAndForAnHourAlone() {
    says("A pbx.example", address("192.0.2.7"));
    Destination to = new Destination(Transport.UDP, "pbx.example", 5060, "");
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", Story.branch("1"), to)));
    story.advance(61_000);
    story.dnsIsAway = true;
    story.order(new SendRequest(CALL, LEG, pattern("INFO", Story.branch("2"), to)));
    story.advance(5_000);
    story.takeSent();
    story.orderAlone(new SendRequest(CALL, LEG, pattern("INFO", Story.branch("3"), to)));
    assertThat(story.takeSent()).as("before anybody has answered").hasSize(1);
    story.advance(Names.STALE_MILLIS - 67_000);
    story.takeSent();
    story.order(new SendRequest(CALL, LEG, pattern("INFO", Story.branch("4"), to)));
    assertThat(story.takeSent()).hasSize(1);
    story.advance(62_000);
    story.takeSent();
    story.order(new SendRequest(CALL, LEG, pattern("INFO", Story.branch("5"), to)));
    assertThat(story.takeSent()).isEmpty();
  }

  @Test
  void noMoreOfAnAnswerIsKeptThanIsOfUse() {
    DnsRecord[] many = new DnsRecord[1_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = address("192.0.2." + i % 250);
    }
    DnsAnswer all = found(many);
    Names names = new Names(new WakeUps(), story, new EdgeCounters());
    List<DnsAnswer> heard = new ArrayList<>();
    names.ask(0, "pbx.example", DnsType.A, (_, answer) -> heard.add(answer));
    names.answered(0, 1, all);
    assertThat(heard)
        .singleElement()
        .isInstanceOfSatisfying(
            DnsAnswer.Found.class,
            found -> assertThat(found.records()).hasSize(Names.MOST_RECORDS));
  }

  // --- where nothing is to go

  /// The ACK may follow the dialog's connection to a place that nothing else may go to; once that
  /// is closed it goes nowhere.
  @Test
  void whatMayFollowAConnectionAloneDoesNotLeaveByAnother() {
    Story guarded =
        new Story(
            Credentials.NONE,
            AdmissionPolicy.USUAL,
            new Egress(List.of(), List.of(Network.parse("127.0.0.0/8"))));
    guarded.open.add("flow-9");
    Destination to = new Destination(Transport.TCP, "127.0.0.1", 6379, "flow-9");
    guarded.order(new SendRequest(CALL, LEG, pattern("INFO", BRANCH, to)));
    assertThat(guarded.lastSent().target().flowOnly()).isTrue();
    guarded.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", Story.branch("1a"), to)));
    assertThat(guarded.lastSent().target().flowOnly()).isTrue();
    invites(new Destination(Transport.TCP, "192.0.2.9", 5060, ""));
    assertThat(story.lastSent().target().flowOnly()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:127.0.0.1", "0:0:0:0:0:ffff:7f00:1", "::ffff:x"})
  void anAddressIsTheSameInWhateverFormItIsWritten(String host) {
    Egress egress = new Egress(List.of(), List.of(Network.parse("127.0.0.0/8")));
    assertThat(egress.allows(host)).isFalse();
    assertThat(egress.allows("::ffff:192.0.2.1")).isTrue();
    assertThat(Egress.ANYWHERE.allows(host)).isTrue();
  }
}
