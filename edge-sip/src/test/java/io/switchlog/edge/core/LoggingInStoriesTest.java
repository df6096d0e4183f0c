package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.CALL;
import static io.switchlog.edge.core.Story.LEG;
import static io.switchlog.edge.core.Story.branch;
import static io.switchlog.edge.core.Story.pattern;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.wire.sip.DigestLogin;
import io.switchlog.wire.token.ClusterSecret;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an edge puts into a request that is to bear credentials.
///
/// Holds `LoggingIn` and `Credentials`.
class LoggingInStoriesTest {
  private static final String CHALLENGE = "Digest realm=\"trunk\", nonce=\"n\", qop=\"auth\"";
  private static final Credentials KNOWN =
      name ->
          switch (name) {
            case "acme" -> new DigestLogin("switchlog", "s3cret", null);
            case "bound" -> new DigestLogin("switchlog", "s3cret", "another");
            default -> null;
          };

  private static Authorization order(boolean toProxy, String credentials, String challenge) {
    return new Authorization(toProxy, credentials, challenge, 1, "INVITE", "sip:bob@192.0.2.99");
  }

  private static RequestPattern with(String method, Authorization... orders) {
    return with(method, Bytes.EMPTY, orders);
  }

  private static RequestPattern with(String method, Bytes body, Authorization... orders) {
    RequestPattern plain = pattern(method, branch("1"));
    return new RequestPattern(
        plain.method(),
        plain.uri(),
        plain.branch(),
        plain.destination(),
        plain.contactUser(),
        plain.headers(),
        body,
        List.of(orders));
  }

  private static Story.Sent sent(Authorization... orders) {
    Story story = new Story(KNOWN);
    story.order(new SendRequest(CALL, LEG, with("INVITE", orders)));
    return story.lastSent();
  }

  @Test
  void aChallengeIsAnswered() {
    String line = sent(order(true, "acme", CHALLENGE)).header("Proxy-Authorization");
    assertThat(line)
        .startsWith("Digest username=\"switchlog\", realm=\"trunk\", nonce=\"n\", uri=\"sip:bob@")
        .contains("response=\"", "qop=auth, nc=00000001, cnonce=\"")
        .doesNotContain("s3cret");
  }

  @Test
  void bothOfTwoAre() {
    Story.Sent sent = sent(order(true, "acme", CHALLENGE), order(false, "acme", CHALLENGE));
    assertThat(sent.header("Proxy-Authorization")).contains("response=\"");
    assertThat(sent.header("Proxy-Authorization")).isEqualTo(sent.header("Authorization"));
  }

  /// So that a peer which sees both takes one for a repeat of the other.
  @Test
  void anotherEdgeSaysTheSame() {
    assertThat(sent(order(true, "acme", CHALLENGE)).text())
        .isEqualTo(sent(order(true, "acme", CHALLENGE)).text());
  }

  @Test
  void nothingIsSaidForANameThatIsNotKnown() {
    assertThat(sent(order(true, "other", CHALLENGE)).text()).doesNotContain("uthorization");
  }

  @Test
  void credentialsOfOneRealmAreNotForAnother() {
    assertThat(sent(order(true, "bound", CHALLENGE)).text()).doesNotContain("uthorization");
    assertThat(sent(order(true, "bound", CHALLENGE.replace("trunk", "another"))).text())
        .contains("Proxy-Authorization: ");
  }

  /// RFC 3261 section 22.1: with `auth-int` too, though what is hashed there is not its own body.
  @Test
  void anAckRepeatsWhatItsInviteSaid() {
    String covers = CHALLENGE.replace("auth", "auth-int");
    Bytes offer = Bytes.of("v=0");
    Story story = new Story(KNOWN);
    story.order(new SendRequest(CALL, LEG, with("INVITE", offer, order(true, "acme", covers))));
    String invite = story.lastSent().header("Proxy-Authorization");
    Authorization again =
        new Authorization(true, "acme", covers, 1, "INVITE", "sip:bob@192.0.2.99", offer);
    story.order(new SendAck(CALL, LEG, branch("1"), "to", with("ACK", Bytes.of("answer"), again)));
    assertThat(story.lastSent().header("Proxy-Authorization")).isEqualTo(invite).isNotEmpty();
  }

  /// Whoever hands out one nonce to several hears them apart.
  @Test
  void anotherLegCountsForItself() {
    RequestPattern one = with("INVITE", order(true, "acme", CHALLENGE));
    LoggingIn loggingIn =
        new LoggingIn(ClusterSecret.of("0123456789abcdef".getBytes(US_ASCII)), KNOWN);
    RequestPattern next = branched(one, one.branch().replace(".1", ".2"));
    RequestPattern other = branched(one, "z9hG4bKanother.1");
    Authorization order = order(true, "acme", CHALLENGE);
    assertThat(loggingIn.line(order, next)).isEqualTo(loggingIn.line(order, one));
    assertThat(loggingIn.line(order, other)).isNotEqualTo(loggingIn.line(order, one));
  }

  private static RequestPattern branched(RequestPattern one, String branch) {
    return new RequestPattern(
        one.method(),
        one.uri(),
        branch,
        one.destination(),
        one.contactUser(),
        one.headers(),
        one.body());
  }

  @Test
  void anAckBearsThemToo() {
    Story story = new Story(KNOWN);
    story.order(
        new SendAck(CALL, LEG, branch("1"), "to", with("ACK", order(false, "acme", CHALLENGE))));
    assertThat(story.lastSent().header("Authorization")).contains("response=\"");
  }
}
