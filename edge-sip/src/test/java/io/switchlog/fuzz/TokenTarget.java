package io.switchlog.fuzz;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.wire.token.CallKey;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A text that may be a token of ours, and tokens of ours that somebody wrote into. None verifies
/// but what was minted, as it was minted; what was minted reads as what it was minted of, under
/// each key of the cluster and under no other.
public final class TokenTarget {
  private static final ClusterSecret FIRST = ClusterSecret.of("the first of a cluster's keys");
  private static final ClusterSecret SECOND = ClusterSecret.of("the second of a cluster's keys");
  private static final ClusterSecret BOTH =
      ClusterSecret.of("the first of a cluster's keys\nthe second of a cluster's keys\n");
  private static final ClusterSecret OTHER = ClusterSecret.of("a key of some other cluster");
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";
  private static final int LONGEST_LEG = 9_999;

  private TokenTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    verified(text);
    verified(new String(input, StandardCharsets.UTF_8));
    SessionToken.readBranch(BOTH, text);
    if (input.length >= CallKey.CHARACTERS + 6) {
      tampered(input);
    }
    if (input.length >= 4) {
      keys(input);
    }
  }

  /// What verifies is, letter for letter, what we would have minted.
  private static void verified(String text) {
    SessionToken token = SessionToken.read(BOTH, text);
    if (token != null) {
      int dot = text.indexOf('.');
      String minted = dot < 0 ? text : text.substring(0, dot);
      holds(
          minted.equals(token.mint(FIRST))
              || minted.equals(token.mint(SECOND))
              || minted.equals(token.mintShort(FIRST))
              || minted.equals(token.mintShort(SECOND)),
          "nothing forged, found " + text);
      holds(token.signer(BOTH, text) != null, "the key that it was minted under");
    }
  }

  private static void tampered(byte[] input) {
    StringBuilder call = new StringBuilder();
    for (int i = 0; i < CallKey.CHARACTERS; i++) {
      call.append(DIGITS.charAt(input[i] & 31));
    }
    int at = CallKey.CHARACTERS;
    int leg = 1 + (((input[at] & 0xff) << 8) | (input[at + 1] & 0xff)) % LONGEST_LEG;
    SessionToken token = new SessionToken(call.toString(), leg);
    ClusterSecret key = input[at + 2] % 2 == 0 ? FIRST : SECOND;
    String minted = token.mint(key);
    same(SessionToken.read(BOTH, minted), token, "what was minted");
    same(SessionToken.read(BOTH, minted + ".x"), token, "what was minted, and a suffix");
    same(
        SessionToken.readBranch(BOTH, token.mintBranch(key, "7.8")),
        token,
        "the token of a branch");
    same(SessionToken.read(OTHER, minted), null, "another cluster's");
    same(token.signer(BOTH, minted) == null, false, "whose key it is");
    StringBuilder written = new StringBuilder(minted);
    for (int i = at + 3; i + 2 < input.length && i < at + 18; i += 3) {
      int place = (input[i + 1] & 0xff) % (written.length() + 1);
      char c = (char) (input[i + 2] & 0xff);
      switch (input[i] & 3) {
        case 0 -> written.insert(place, c);
        case 1 -> written.deleteCharAt(Math.min(place, written.length() - 1));
        default -> written.setCharAt(Math.min(place, written.length() - 1), c);
      }
      if (written.isEmpty()) {
        return;
      }
    }
    verified(written.toString());
  }

  /// The parts of a call's key do not run together, wherever they are cut.
  private static void keys(byte[] input) {
    List<Integer> cuts = new ArrayList<>();
    // Letters only: what Call-ID, tag and URI may have in them has no zero byte.
    byte[] letters = Arrays.copyOfRange(input, 2, input.length);
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) ('!' + (letters[i] & 0x3f));
    }
    String text = new String(letters, StandardCharsets.US_ASCII);
    cuts.add((input[0] & 0xff) % (text.length() + 1));
    cuts.add((input[1] & 0xff) % (text.length() + 1));
    String one = key(text, cuts.getFirst());
    holds(one.length() == CallKey.CHARACTERS, "a call id of its length");
    same(
        one.equals(key(text, cuts.getLast())),
        cuts.getFirst().equals(cuts.getLast()),
        "calls that are one where their parts are");
  }

  private static String key(String text, int cut) {
    return CallKey.of(FIRST, text.substring(0, cut), text.substring(cut), "sip:bob@example.com", 1);
  }
}
