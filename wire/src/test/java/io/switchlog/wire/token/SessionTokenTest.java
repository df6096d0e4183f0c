package io.switchlog.wire.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTokenTest {
  private static final ClusterSecret SECRET = ClusterSecret.of("a secret of sixteen bytes or more");
  private static final ClusterSecret OTHER = ClusterSecret.of("another cluster's secret, as long");
  private static final String CALL = CallKey.of(SECRET, "abc@host", "tag", "sip:a@b", 1);

  @Test
  void whatWasMintedIsReadBackAtAnyEdge() {
    SessionToken token = new SessionToken(CALL, 12);
    assertThat(SessionToken.read(SECRET, token.mint(SECRET))).isEqualTo(token);
    assertThat(SessionToken.readBranch(SECRET, token.mintBranch(SECRET, "7"))).isEqualTo(token);
  }

  @Test
  void anotherClustersTokenIsNotOurs() {
    assertThat(SessionToken.read(SECRET, new SessionToken(CALL, 1).mint(OTHER))).isNull();
  }

  @Test
  void everyChangedCharacterIsNoticed() {
    String minted = new SessionToken(CALL, 1).mint(SECRET);
    for (int i = 0; i < minted.length(); i++) {
      char other = minted.charAt(i) == '2' ? '3' : '2';
      String forged = minted.substring(0, i) + other + minted.substring(i + 1);
      assertThat(SessionToken.read(SECRET, forged)).as(forged).isNull();
    }
  }

  @Test
  void aTokenOfACallOfBeforeIsReadToo() {
    SessionToken token = new SessionToken(CALL, 12);
    String before = token.mintShort(SECRET);
    assertThat(SessionToken.read(SECRET, before)).isEqualTo(token);
    assertThat(SessionToken.read(SECRET, before + ".7")).isEqualTo(token);
    assertThat(token.signer(SECRET, before)).isNotNull();
    assertThat(SessionToken.read(OTHER, before)).isNull();
    assertThat(SessionToken.read(SECRET.withoutShortTokens(), before)).isNull();
    assertThat(SessionToken.read(SECRET.withoutShortTokens(), token.mint(SECRET))).isEqualTo(token);
    for (int i = 0; i < before.length(); i++) {
      char other = before.charAt(i) == '2' ? '3' : '2';
      String forged = before.substring(0, i) + other + before.substring(i + 1);
      assertThat(SessionToken.read(SECRET, forged)).as(forged).isNull();
    }
  }

  @Test
  void theSignatureNamesItsKeyAndHas80Bits() {
    String minted = new SessionToken(CALL, 3).mint(SECRET);
    assertThat(minted).matches(CALL + "3-" + SECRET.id().substring(0, 2) + "[0-9a-v]{16}");
    // No part of it is what the calls of before had.
    String before = new SessionToken(CALL, 3).mintShort(SECRET);
    assertThat(minted).doesNotContain(before.substring(before.indexOf('-') + 1));
    assertThat(SessionToken.read(SECRET, minted.substring(0, minted.length() - 1))).isNull();
    assertThat(SessionToken.read(SECRET, minted + "0")).isNull();
  }

  @Test
  void keysWhoseIdsBeginAlikeAreToldApartByTheSignature() {
    ClusterSecret one = ClusterSecret.of("a secret of the ring, number 1");
    int number = 2;
    String text = "";
    while (text.isEmpty()) {
      String other = "a secret of the ring, number " + number++;
      if (ClusterSecret.of(other).id().startsWith(one.id().substring(0, 2))) {
        text = other;
      }
    }
    ClusterSecret ring = ClusterSecret.of("a secret of the ring, number 1\n" + text);
    SessionToken token = new SessionToken(CALL, 1);
    String minted = token.mint(ClusterSecret.of(text));
    assertThat(SessionToken.read(ring, minted)).isEqualTo(token);
    ClusterSecret signer = token.signer(ring, minted);
    assertThat(signer == null ? null : signer.id()).isEqualTo(ClusterSecret.of(text).id());
  }

  @Test
  void anyTextIsReadWithoutAnException() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(60);
      for (int j = 0; j < length; j++) {
        text.append("0a9vz-.é\u0000@".charAt(random.nextInt(10)));
      }
      assertThat(SessionToken.read(SECRET, text.toString())).isNull();
    }
  }

  @Test
  void aCallKeyDependsOnEachOfItsParts() {
    assertThat(CALL).hasSize(CallKey.CHARACTERS).matches("[0-9a-v]+");
    assertThat(CallKey.of(SECRET, "abc@host", "tag", "sip:a@b", 2)).isNotEqualTo(CALL);
    assertThat(CallKey.of(SECRET, "abc@host", "tagsip:a@b", "", 1)).isNotEqualTo(CALL);
    assertThat(CallKey.of(OTHER, "abc@host", "tag", "sip:a@b", 1)).isNotEqualTo(CALL);
  }

  @Test
  void aShortSecretIsRefusedAndNoneIsPrinted() {
    assertThatThrownBy(() -> ClusterSecret.of("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 16 bytes, found 5");
    assertThat(SECRET.toString()).doesNotContain("sixteen");
  }

  @Test
  void theFirstKeySignsAndAllVerify() {
    String one = "the first key of the ring";
    String two = "the second key of the ring";
    ClusterSecret ring = ClusterSecret.of(two + "\n\n  " + one + " \n");
    String before = new SessionToken(CALL, 1).mint(ClusterSecret.of(one));
    assertThat(SessionToken.read(ring, before)).isEqualTo(new SessionToken(CALL, 1));
    assertThat(new SessionToken(CALL, 1).mint(ring))
        .isEqualTo(new SessionToken(CALL, 1).mint(ClusterSecret.of(two)));
    assertThat(ring.id()).isEqualTo(ClusterSecret.of(two).id());
    assertThat(ring.named(ClusterSecret.of(one).id()).id()).isEqualTo(ClusterSecret.of(one).id());
    assertThat(ring.named(null).id())
        .isEqualTo(ClusterSecret.of(one + "\n" + two).named(null).id());
    assertThatThrownBy(() -> ClusterSecret.of(one + "\nshort"))
        .hasMessageContaining("at least 16 bytes, found 5");
    assertThatThrownBy(() -> ClusterSecret.of(" \n")).hasMessageContaining("found 0");
  }
}
