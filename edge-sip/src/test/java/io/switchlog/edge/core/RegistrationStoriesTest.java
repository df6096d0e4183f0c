package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.FlowClosed;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.wire.sip.DigestAlgorithm;
import io.switchlog.wire.sip.DigestChallenge;
import io.switchlog.wire.sip.DigestLogin;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Phones that register (RFC 3261 section 10): who may is the edge's to know, what is bound call
/// control's.
///
/// Holds `AddressSide` and `AddressEntry`.
final class RegistrationStoriesTest {
  private static final String REALM = "pbx.example";
  private static final AggregateId ANN = new UserAddress("ann", REALM).aggregate();
  private static final Source OVER_TCP =
      new Source("tcp", Transport.TCP, "192.0.2.7", 4_070, "edge-0-1-1");

  private final Story story = story("");

  private static Story story(String trusted) {
    Authentication authentication =
        new Authentication(
            REALM,
            Set.of(),
            trusted.isEmpty() ? List.of() : List.of(Network.parse(trusted)),
            List.of(DigestAlgorithm.SHA_256),
            false);
    Story story =
        new Story(
            Credentials.NONE,
            new AdmissionPolicy(List.of(), List.of(), 0, 1, 0, 10_000, BanPolicy.NOBODY)
                .asking(authentication));
    for (String name : List.of("ann", "bob")) {
      story.users.put(
          REALM + "/" + name,
          new User(
              REALM,
              name,
              1,
              null,
              DigestAlgorithm.SHA_256.passwordHash(name, REALM, "secret"),
              null));
    }
    return story;
  }

  private static String register(String branch, String more) {
    return """
    REGISTER sip:192.0.2.1 SIP/2.0
    Via: SIP/2.0/UDP 192.0.2.7:4070;branch=z9hG4bK-%s;rport
    Max-Forwards: 70
    From: <sip:ann@192.0.2.1>;tag=phone
    To: <sip:ann@192.0.2.1>
    Call-ID: registers
    CSeq: 1 REGISTER
    Contact: <sip:ann@192.0.2.7:4070>
    %sContent-Length: 0

    """
        .formatted(branch, more);
  }

  private String proven(String name, String password) {
    DigestChallenge challenge =
        story
            .lastSent()
            .text()
            .lines()
            .filter(line -> line.startsWith("WWW-Authenticate: "))
            .map(line -> DigestChallenge.parse(line.substring(18)))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    return "Authorization: "
        + challenge.answer(
            new DigestLogin(name, password, null),
            "REGISTER",
            "sip:192.0.2.1",
            new byte[0],
            "cnonce",
            1)
        + "\n";
  }

  /// Asked and answered, and the fact is there.
  private RegisterReceived registers(Source source) {
    story.receive(register("a", ""), source);
    assertThat(story.takeSent()).last().isEqualTo("SIP/2.0 401 Unauthorized");
    assertThat(story.takeFacts()).isEmpty();
    story.receive(register("a", ""), source);
    story.receive(register("b", proven("ann", "secret")), source);
    story.sent.clear();
    assertThat(story.facts).hasSize(1);
    assertThat(story.facts.getFirst().call().value()).isEqualTo(ANN.value());
    return (RegisterReceived) story.takeFacts().getFirst();
  }

  private static AnswerRequest answer(RegisterReceived fact, int status) {
    return new AnswerRequest(
        ANN,
        fact.transaction(),
        "REGISTER",
        status,
        "OK",
        Bytes.of("From: <sip:ann@192.0.2.1>;tag=phone\r\nTo: <sip:ann@192.0.2.1>;tag=x\r\n"));
  }

  @Test
  void aPhoneProvesWhoItIsAndCallControlAnswers() {
    RegisterReceived fact = registers(ALICE);
    assertThat(fact.user()).isEqualTo("ann");
    assertThat(fact.message().toString()).startsWith("REGISTER sip:192.0.2.1 SIP/2.0\r\n");

    story.order(answer(fact, 200));
    assertThat(story.lastSent().text())
        .startsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.7:4070;branch=z9hG4bK-b")
        .contains("To: <sip:ann@192.0.2.1>;tag=x\r\n")
        .endsWith("Content-Length: 0\r\n\r\n");
    assertThat(story.lastSent().target().host()).isEqualTo(ALICE.host());
  }

  /// RFC 3261 section 17.2.2.
  @Test
  void theSameAgainIsAnsweredAgainAndNotPublished() {
    RegisterReceived fact = registers(ALICE);
    String again = fact.message().toString().replace("\r\n", "\n");
    story.receive(again, ALICE);
    assertThat(story.takeSent()).as("there is no answer yet").isEmpty();
    story.order(answer(fact, 200));
    story.receive(again, ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
    assertThat(story.takeFacts()).isEmpty();
    story.advance(70_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void aWrongPasswordIsAskedForAgain() {
    story.receive(register("a", ""), ALICE);
    story.receive(register("b", proven("ann", "guess")), ALICE);
    assertThat(story.takeSent()).last().isEqualTo("SIP/2.0 401 Unauthorized");
    assertThat(story.count(Counter.WRONG_PASSWORDS)).isEqualTo(1);
    assertThat(story.takeFacts()).isEmpty();
  }

  /// RFC 3261 section 10.3, step 4.
  @Test
  void nobodyRegistersForAnother() {
    story.receive(register("a", ""), ALICE);
    story.receive(register("b", proven("bob", "secret")), ALICE);
    assertThat(story.takeSent()).last().asString().startsWith("SIP/2.0 403 ");
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void aTrustedSourceIsNotAsked() {
    Story trusting = story(ALICE.host());
    trusting.receive(register("a", ""), ALICE);
    assertThat(trusting.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(RegisterReceived.class, it -> assertThat(it.user()).isEmpty());
  }

  @Test
  void whoIsNobodyIsNotFound() {
    story.receive(register("a", "").replace("To: <sip:ann@", "To: <sip:"), ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 404 Not Found");
  }

  @Test
  void whatIsRequiredHasToBeKnown() {
    story.receive(register("a", "Require: path, teleport\n"), ALICE);
    assertThat(story.lastSent().text())
        .startsWith("SIP/2.0 420 ")
        .contains("Unsupported: teleport");
    story.receive(register("b", "Require: path, outbound\n"), ALICE);
    assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 401 Unauthorized");
  }

  @Test
  void whoWaitsInVainMayTryAgain() {
    registers(ALICE);
    story.advance(AddressSide.UNANSWERED_MILLIS);
    assertThat(story.lastSent().text()).startsWith("SIP/2.0 503 ").contains("Retry-After: ");
    story.sent.clear();
    story.busGoesAway();
    story.receive(register("c", ""), ALICE);
    story.receive(register("d", proven("ann", "secret")), ALICE);
    assertThat(story.lastSent().startLine()).startsWith("SIP/2.0 503 ");
    story.sent.clear();
    story.core.drain();
    story.receive(register("e", ""), ALICE);
    assertThat(story.lastSent().startLine()).startsWith("SIP/2.0 503 ");
  }

  /// The edge that was asked is gone: the order says all that is needed to answer.
  @Test
  void anAnswerForAnotherEdgeIsSentToWhereItSays() {
    RegisterReceived fact = registers(ALICE);
    Story sibling = story("");
    sibling.order(answer(fact, 200));
    assertThat(sibling.lastSent().startLine()).isEqualTo("SIP/2.0 200 OK");
    assertThat(sibling.lastSent().target().host()).isEqualTo(ALICE.host());
    assertThat(sibling.lastSent().target().port()).isEqualTo(ALICE.port());
  }

  @Test
  void callControlHearsAtOnceThatAConnectionHasEnded() {
    story.open.add(OVER_TCP.flow());
    RegisterReceived fact = registers(OVER_TCP);
    story.order(answer(fact, 200));
    assertThat(story.watched).hasSize(1);

    story.closes(OVER_TCP.flow());
    assertThat(story.facts).hasSize(1);
    assertThat(story.facts.getFirst().call().value()).isEqualTo(ANN.value());
    assertThat(story.takeFacts())
        .containsExactly(new FlowClosed(fact.transaction().edge(), OVER_TCP.flow()));
  }

  /// Nobody is bound by what was refused, and over datagrams nothing ends.
  @Test
  void onlyConnectionsWithSomethingBoundAreWatched() {
    story.open.add(OVER_TCP.flow());
    story.order(answer(registers(OVER_TCP), 423));
    assertThat(story.watched).isEmpty();
    Story other = story("");
    RegisterReceived fact = registers(ALICE);
    other.order(answer(fact, 200));
    assertThat(other.watched).isEmpty();
  }
}
