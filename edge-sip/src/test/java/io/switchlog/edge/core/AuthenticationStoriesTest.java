package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.config.User;
import io.switchlog.wire.sip.DigestAlgorithm;
import io.switchlog.wire.sip.DigestChallenge;
import io.switchlog.wire.sip.DigestLogin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who has to prove who it is before a call of it is put through.
///
/// Holds `Authentication` and `Authenticator`.
final class AuthenticationStoriesTest {
  private static final String REALM = "pbx.example";
  private static final String ASKED = "SIP/2.0 407 Proxy Authentication Required";
  private static final String TRYING = "SIP/2.0 100 Trying";
  private static final DigestLogin ANN = new DigestLogin("ann", "secret", null);
  private static final Source ELSEWHERE = at("192.0.2.99");

  private static Source at(String host) {
    return new Source(ALICE.listener(), ALICE.transport(), host, ALICE.port(), "");
  }

  private static Story story(String trusted, List<DigestAlgorithm> algorithms, BanPolicy bans) {
    Authentication authentication =
        new Authentication(
            REALM,
            Set.of(ALICE.listener()),
            trusted.isEmpty() ? List.of() : List.of(Network.parse(trusted)),
            algorithms,
            false);
    Story story =
        new Story(
            Credentials.NONE,
            new AdmissionPolicy(List.of(), List.of(), 0, 1, 0, 10_000, bans)
                .asking(authentication));
    story.users.put(REALM + "/ann", user("ann", "secret", 1));
    return story;
  }

  private static Story story() {
    return story("", List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5), BanPolicy.NOBODY);
  }

  private static User user(String name, String password, long version) {
    return new User(
        REALM,
        name,
        version,
        DigestAlgorithm.MD5.passwordHash(name, REALM, password),
        DigestAlgorithm.SHA_256.passwordHash(name, REALM, password),
        DigestAlgorithm.SHA_512_256.passwordHash(name, REALM, password));
  }

  /// The first challenge, or the one of an algorithm.
  private static DigestChallenge challenge(Story.Sent sent, @Nullable DigestAlgorithm algorithm) {
    assertThat(sent.startLine()).isEqualTo(ASKED);
    return sent.text()
        .lines()
        .filter(line -> line.startsWith("Proxy-Authenticate: "))
        .map(line -> DigestChallenge.parse(line.substring(20)))
        .filter(Objects::nonNull)
        .filter(each -> algorithm == null || each.algorithm() == algorithm)
        .findFirst()
        .orElseThrow();
  }

  private static String withAnswer(
      String invite, DigestChallenge challenge, DigestLogin login, String uri) {
    // Stories end their lines with line feeds alone.
    String body = invite.substring(invite.indexOf("\n\n") + 2);
    String answer =
        challenge.answer(login, "INVITE", uri, body.getBytes(StandardCharsets.UTF_8), "cnonce", 1);
    return invite
        .replace("CSeq: 1 ", "CSeq: 2 ")
        .replaceFirst("\n", "\nProxy-Authorization: " + answer + "\n");
  }

  private static String uriOf(String invite) {
    return invite.substring("INVITE ".length(), invite.indexOf(" SIP/2.0"));
  }

  private static List<String> answerTo(Story story, String message, Source source) {
    story.sent.clear();
    story.receive(message, source);
    return story.sent.stream().map(Story.Sent::startLine).toList();
  }

  /// As [#answerTo], with what answers the challenge that comes first.
  private static List<String> logIn(Story story, DigestLogin login, Source source) {
    String invite = invite("z9hG4bK-a");
    story.receive(invite, source);
    DigestChallenge challenge = challenge(story.lastSent(), null);
    String again = withAnswer(invite, challenge, login, uriOf(invite));
    return answerTo(story, again.replace("z9hG4bK-a", "z9hG4bK-b"), source);
  }

  @Test
  void whoCallsIsAskedOnceAndCosts() {
    Story story = story();
    story.receive(invite("z9hG4bK-a"), ALICE);
    assertThat(story.lastSent().startLine()).isEqualTo(ASKED);
    assertThat(challenge(story.lastSent(), null).algorithm()).isEqualTo(DigestAlgorithm.SHA_256);
    assertThat(challenge(story.lastSent(), DigestAlgorithm.MD5).realm()).isEqualTo(REALM);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.traces).isEmpty();
    assertThat(story.core.kept()).isZero();
    assertThat(story.core.counters().get(Counter.CHALLENGED)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(DigestAlgorithm.class)
  void whoKnowsThePasswordIsLetIn(DigestAlgorithm algorithm) {
    Story story = story("", List.of(algorithm), BanPolicy.NOBODY);
    assertThat(logIn(story, ANN, ALICE)).containsExactly(TRYING);
    assertThat(story.takeFacts()).hasSize(1);
  }

  @Test
  void whoDoesNotIsAskedAgain() {
    Story story = story();
    DigestLogin wrong = new DigestLogin("ann", "Secret", null);
    assertThat(logIn(story, wrong, ALICE)).containsExactly(ASKED);
    assertThat(challenge(story.lastSent(), null).stale()).isFalse();
    assertThat(logIn(story, new DigestLogin("nobody", "secret", null), ALICE))
        .containsExactly(ASKED);
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.core.counters().get(Counter.WRONG_PASSWORDS)).isEqualTo(2);
  }

  @Test
  void aPasswordThatWasChangedIsGoodNoMore() {
    Story story = story();
    story.users.put(REALM + "/ann", user("ann", "other", 2));
    assertThat(logIn(story, ANN, ALICE)).containsExactly(ASKED);
    story.users.put(REALM + "/ann", new User(REALM, "ann", 3, null, null, null));
    assertThat(logIn(story, ANN, ALICE)).containsExactly(ASKED);
  }

  /// As one who was imported from where there was only MD5.
  @Test
  void aHashThatIsNotKnownProvesNothing() {
    Story story = story();
    String md5 = DigestAlgorithm.MD5.passwordHash("ann", REALM, "secret");
    story.users.put(REALM + "/ann", new User(REALM, "ann", 1, md5, null, null));
    assertThat(logIn(story, ANN, ALICE)).containsExactly(ASKED);
    String invite = invite("z9hG4bK-c");
    story.receive(invite, ALICE);
    DigestChallenge challenge = challenge(story.lastSent(), DigestAlgorithm.MD5);
    assertThat(answerTo(story, withAnswer(invite, challenge, ANN, uriOf(invite)), ALICE))
        .containsExactly(TRYING);
  }

  /// RFC 7616 section 3.3: its password is right, and nobody has to be asked for it.
  @Test
  void aNonceThatIsTooOldIsStale() {
    Story story = story();
    String invite = invite("z9hG4bK-a");
    story.receive(invite, ALICE);
    DigestChallenge first = challenge(story.lastSent(), null);
    story.advance(Authenticator.SECONDS * 1_000 + 1_000);
    String late = withAnswer(invite, first, ANN, uriOf(invite));
    assertThat(answerTo(story, late, ALICE)).containsExactly(ASKED);
    DigestChallenge second = challenge(story.lastSent(), null);
    assertThat(second.stale()).isTrue();
    assertThat(story.core.counters().get(Counter.WRONG_PASSWORDS)).isZero();
    assertThat(answerTo(story, withAnswer(invite, second, ANN, uriOf(invite)), ALICE))
        .containsExactly(TRYING);
  }

  /// Whoever has overheard an answer begins no call of its own with it.
  @Test
  void anAnswerIsGoodForOneCallOfOneSource() {
    Story story = story();
    String invite = invite("z9hG4bK-a");
    story.receive(invite, ALICE);
    DigestChallenge challenge = challenge(story.lastSent(), null);
    String good = withAnswer(invite, challenge, ANN, uriOf(invite));
    assertThat(answerTo(story, good.replace("Call-1", "Call-2"), ALICE)).containsExactly(ASKED);
    assertThat(challenge(story.lastSent(), null).stale()).isTrue();
    assertThat(answerTo(story, good, ELSEWHERE)).containsExactly(ASKED);
    String elsewhere = good.replaceFirst("INVITE sip:[^ ]*", "INVITE sip:expensive@example.com");
    assertThat(answerTo(story, elsewhere, ALICE)).containsExactly(ASKED);
    assertThat(challenge(story.lastSent(), null).stale()).isTrue();
    assertThat(story.takeFacts()).isEmpty();
    assertThat(answerTo(story, good, ALICE)).containsExactly(TRYING);
    String first = story.takeFacts().toString();
    assertThat(first).isNotEmpty();
    // The same again, as another transaction, is of the call that is there (RFC 3261 section
    // 8.2.2.2).
    assertThat(answerTo(story, good.replace("z9hG4bK-a", "z9hG4bK-x"), ALICE))
        .containsExactly("SIP/2.0 482 Merged Request");
    assertThat(story.takeFacts()).isEmpty();
  }

  /// As of SIPp: RFC 7616 section 3.4 wants the Request-URI.
  @Test
  void whatTheAnswerSaysOfTheUriIsNoMatter() {
    Story story = story();
    String invite = invite("z9hG4bK-a");
    story.receive(invite, ALICE);
    DigestChallenge challenge = challenge(story.lastSent(), null);
    assertThat(answerTo(story, withAnswer(invite, challenge, ANN, "sip:example.com"), ALICE))
        .containsExactly(TRYING);
  }

  @Test
  void whoIsTrustedIsNotAsked() {
    Story story = story("192.0.2.99", Authentication.USUAL, BanPolicy.NOBODY);
    assertThat(answerTo(story, invite("z9hG4bK-a"), ELSEWHERE)).containsExactly(TRYING);
    assertThat(answerTo(story, invite("z9hG4bK-b"), ALICE)).containsExactly(ASKED);
  }

  /// What is inside a call bears its token, and who only asks whether somebody is there asks for
  /// nothing.
  @Test
  void onlyWhoCallsIsAsked() {
    Story story = story();
    story.receive(inDialog("BYE", "z9hG4bK-a", Story.TOKEN, 2), ALICE);
    story.receive(inDialog("INVITE", "z9hG4bK-b", Story.TOKEN, 3), ALICE);
    assertThat(story.takeFacts()).hasSize(2);
    assertThat(
            answerTo(
                story, request("OPTIONS", "sip:203.0.113.5", "z9hG4bK-c", "", "c", 1, ""), ALICE))
        .containsExactly("SIP/2.0 200 OK");
  }

  @Test
  void beforeTheUsersAreReadNobodyIsTurnedAwayForGood() {
    Story story = story();
    story.knowsUsers = false;
    assertThat(answerTo(story, invite("z9hG4bK-a"), ALICE))
        .containsExactly("SIP/2.0 503 Service Unavailable");
    assertThat(story.refusals).singleElement().asString().contains("users");
  }

  @Test
  void whoTriesPasswordsIsBanned() {
    Story story = story("", Authentication.USUAL, new BanPolicy(5, 60, List.of()));
    for (int i = 0; i < 6; i++) {
      logIn(story, new DigestLogin("ann", "try-" + i, null), ALICE);
    }
    assertThat(story.banned).containsExactly(ALICE.host());
    assertThat(answerTo(story, invite("z9hG4bK-z"), ALICE)).isEmpty();
  }

  @Test
  void aRealmIsAName() {
    assertThat(Authentication.NONE.isAsked()).isFalse();
    for (String realm : List.of("", "two words", "a\"b", "x".repeat(254))) {
      assertThatThrownBy(() ->
              new Authentication(realm, Set.of("udp"), List.of(), Authentication.USUAL, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a realm");
    }
    assertThatThrownBy(() -> new Authentication(REALM, Set.of("udp"), List.of(), List.of(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
