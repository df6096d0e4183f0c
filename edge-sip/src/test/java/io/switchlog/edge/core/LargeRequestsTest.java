package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.BOB;
import static io.switchlog.edge.core.Story.CALL;
import static io.switchlog.edge.core.Story.LEG;
import static io.switchlog.edge.core.Story.branch;
import static io.switchlog.edge.core.Story.pattern;
import static io.switchlog.edge.core.Story.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.RequestFailed;
import org.junit.jupiter.api.Test;

/// INVITEs that are too large for a datagram (RFC 3261 section 18.1.1).
final class LargeRequestsTest {
  private static final String BRANCH = branch("1");
  private static final Target BY_TCP =
      new Target("tcp", Transport.TCP, "192.0.2.99", 5060, "", true, "192.0.2.99", false);
  private static final Target BY_UDP = new Target("udp", Transport.UDP, "192.0.2.99", 5060, "");

  private final Story story = new Story();

  private static RequestPattern large(RequestPattern request, int bytes) {
    return new RequestPattern(
        request.method(),
        request.uri(),
        request.branch(),
        request.destination(),
        request.contactUser(),
        request.headers(),
        Bytes.of("x".repeat(bytes)));
  }

  private void sendLarge(String method, String branch) {
    story.order(new SendRequest(CALL, LEG, large(pattern(method, branch), 1_300)));
  }

  private void noConnection() {
    String transaction = story.lastSent().transaction();
    assertThat(transaction).isNotNull();
    if (transaction != null) {
      story.core.onTransportFailure(story.now, transaction, false, "connection refused");
    }
  }

  @Test
  void aLargeInviteGoesOverTcpAndSaysSo() {
    sendLarge("INVITE", BRANCH);

    assertThat(story.lastSent().target()).isEqualTo(BY_TCP);
    assertThat(story.lastSent().header("Via")).startsWith("SIP/2.0/TCP ").endsWith(BRANCH);
    assertThat(story.lastSent().header("Contact")).endsWith(";transport=tcp>");
    story.advance(5_000);
    assertThat(story.sent).hasSize(1);
  }

  @Test
  void whereNoConnectionIsMadeItIsADatagramAllTheSame() {
    sendLarge("INVITE", BRANCH);
    noConnection();

    assertThat(story.sent).hasSize(2);
    assertThat(story.lastSent().target()).isEqualTo(BY_UDP);
    assertThat(story.lastSent().header("Via")).startsWith("SIP/2.0/UDP ").endsWith(BRANCH);
    assertThat(story.takeFacts()).isEmpty();
    story.advance(500);
    assertThat(story.sent).hasSize(3);
  }

  @Test
  void aPeerThatTakesNoConnectionsIsNotAskedAgainForAWhile() {
    sendLarge("INVITE", BRANCH);
    noConnection();

    sendLarge("INVITE", branch("3"));
    assertThat(story.lastSent().target()).isEqualTo(BY_UDP);

    story.advance(LargeRequests.AVOIDED_MILLIS + 1_000);
    sendLarge("INVITE", branch("4"));
    assertThat(story.lastSent().target()).isEqualTo(BY_TCP);
  }

  @Test
  void aDatagramThatCannotBeSentEitherIsAFailure() {
    sendLarge("INVITE", BRANCH);
    noConnection();
    noConnection();

    assertThat(story.takeFacts()).singleElement().isInstanceOf(RequestFailed.class);
  }

  @Test
  void theCancelGoesTheWayOfItsInvite() {
    sendLarge("INVITE", BRANCH);
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH)));

    assertThat(story.lastSent().startLine()).startsWith("CANCEL");
    assertThat(story.lastSent().target().transport()).isEqualTo(Transport.TCP);
    assertThat(story.lastSent().header("Via")).startsWith("SIP/2.0/TCP ").endsWith(BRANCH);
  }

  @Test
  void aCancelThatWaitedIsKeptForTheDatagram() {
    sendLarge("INVITE", BRANCH);
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH)));
    noConnection();
    assertThat(story.lastSent().startLine()).startsWith("INVITE");
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);

    assertThat(story.lastSent().startLine()).startsWith("CANCEL");
    assertThat(story.lastSent().target().transport()).isEqualTo(Transport.UDP);
  }

  @Test
  void whatIsSmallOrInADialogOrNoInviteStaysWhereItWasOrderedTo() {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH)));
    assertThat(story.lastSent().target()).isEqualTo(BY_UDP);
    sendLarge("INFO", branch("5"));
    assertThat(story.lastSent().target()).isEqualTo(BY_UDP);

    RequestPattern opening = pattern("INVITE", branch("6"));
    String inDialog =
        opening
            .headers()
            .toString()
            .replace("<sip:bob@example.com>", "<sip:bob@example.com>;tag=b");
    story.order(
        new SendRequest(
            CALL,
            LEG,
            large(
                new RequestPattern(
                    "INVITE",
                    opening.uri(),
                    opening.branch(),
                    opening.destination(),
                    opening.contactUser(),
                    Bytes.of(inDialog),
                    Bytes.EMPTY),
                2_000)));
    assertThat(story.lastSent().target()).isEqualTo(BY_UDP);
  }

  @Test
  void withoutAListenerForTcpAllIsDatagrams() {
    Destination six = new Destination(Transport.UDP, "2001:db8::99", 5060, "");
    story.order(new SendRequest(CALL, LEG, large(pattern("INVITE", BRANCH, six), 1_300)));

    assertThat(story.lastSent().target().transport()).isEqualTo(Transport.UDP);
  }
}
