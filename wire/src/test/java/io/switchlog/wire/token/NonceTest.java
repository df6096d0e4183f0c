package io.switchlog.wire.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Holds `Nonce`.
class NonceTest {
  private static final ClusterSecret OLD = ClusterSecret.of("an old secret of the cluster");
  private static final ClusterSecret BOTH =
      ClusterSecret.of("a new secret of the cluster\nan old secret of the cluster");
  private static final ClusterSecret NEW = ClusterSecret.of("a new secret of the cluster");
  private static final long NOW = 1_795_000_000_000L;

  private static boolean isGood(ClusterSecret secret, String nonce, long nowMillis) {
    return Nonce.isGood(secret, nonce, nowMillis, 60, "192.0.2.1", "Call-1", "tag", "sip:bob");
  }

  private static String mint(ClusterSecret secret) {
    return Nonce.mint(secret, NOW, "192.0.2.1", "Call-1", "tag", "sip:bob");
  }

  @Test
  void isGoodForAWhile() {
    String nonce = mint(NEW);
    assertThat(isGood(NEW, nonce, NOW)).isTrue();
    assertThat(isGood(NEW, nonce, NOW + 60_000)).isTrue();
    assertThat(isGood(NEW, nonce, NOW + 61_000)).isFalse();
    // Whoever checks it may have another clock.
    assertThat(isGood(NEW, nonce, NOW - 30_000)).isTrue();
    assertThat(isGood(NEW, nonce, NOW - 31_000)).isFalse();
  }

  @Test
  void isGoodForWhomItWasMadeAlone() {
    String nonce = mint(NEW);
    assertThat(Nonce.isGood(NEW, nonce, NOW, 60, "192.0.2.2", "Call-1", "tag", "sip:bob"))
        .isFalse();
    assertThat(Nonce.isGood(NEW, nonce, NOW, 60, "192.0.2.1", "Call-2", "tag", "sip:bob"))
        .isFalse();
    assertThat(Nonce.isGood(NEW, nonce, NOW, 60, "192.0.2.1", "Call-1", "other", "sip:bob"))
        .isFalse();
    assertThat(Nonce.isGood(NEW, nonce, NOW, 60, "192.0.2.1", "Call-1", "tag", "sip:eve"))
        .isFalse();
    // What one part ends with is not what the next begins with.
    assertThat(Nonce.isGood(NEW, nonce, NOW, 60, "192.0.2.1", "Call-", "1tag", "sip:bob"))
        .isFalse();
  }

  @Test
  void isGoodWhileItsKeyIsOneOfTheSecrets() {
    assertThat(isGood(BOTH, mint(OLD), NOW)).isTrue();
    assertThat(isGood(BOTH, mint(NEW), NOW)).isTrue();
    assertThat(isGood(NEW, mint(BOTH), NOW)).isTrue();
    assertThat(isGood(NEW, mint(OLD), NOW)).isFalse();
  }

  @Test
  void whatWasNotMadeHereIsNotGood() {
    String nonce = mint(NEW);
    for (int i = 0; i < nonce.length(); i++) {
      String other = nonce.charAt(i) == 'a' ? "b" : "a";
      String changed = nonce.substring(0, i) + other + nonce.substring(i + 1);
      assertThat(isGood(NEW, changed, NOW)).as(changed).isFalse();
      assertThat(isGood(NEW, nonce.substring(0, i), NOW)).isFalse();
    }
    assertThat(isGood(NEW, nonce + "a", NOW)).isFalse();
    assertThat(isGood(NEW, "", NOW)).isFalse();
    assertThat(isGood(NEW, "\u00e9".repeat(nonce.length()), NOW)).isFalse();
  }
}
