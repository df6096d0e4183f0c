package io.switchlog.edge.core;

import io.switchlog.schemas.UserAddress;
import io.switchlog.wire.sip.DigestAlgorithm;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Who has to prove who it is before a call of it is put through, or it registers (RFC 3261 section
/// 22). Whoever registers is asked on every listener.
///
/// @param realm whose users are asked for: letters, digits, dots and hyphens
/// @param listeners where all who call are asked; empty: nowhere
/// @param trusted who is not asked there
/// @param algorithms the hashes that are offered, the best first (RFC 8760 section 2.3); one at
///   least
/// @param bodies whether bodies may be proven as well (`auth-int`); what changes them on the way,
///   as any back-to-back user agent does, breaks such proofs
public record Authentication(
    String realm,
    Set<String> listeners,
    List<Network> trusted,
    List<DigestAlgorithm> algorithms,
    boolean bodies) {
  private static final Pattern REALM = Pattern.compile("[A-Za-z0-9.-]{1,253}");

  /// What every peer knows. Several give up where a challenge is of a hash that they do not know,
  /// though there is another one that they do.
  public static final List<DigestAlgorithm> USUAL = List.of(DigestAlgorithm.MD5);

  /// Nobody is asked but whoever registers.
  public static final Authentication NONE =
      new Authentication(UserAddress.USUAL_REALM, Set.of(), List.of(), USUAL, false);

  /// @throws IllegalArgumentException that says what was expected and found
  public Authentication {
    listeners = Set.copyOf(listeners);
    trusted = List.copyOf(trusted);
    algorithms = List.copyOf(algorithms);
    if (!isRealm(realm)) {
      throw new IllegalArgumentException(
          "expected a realm such as pbx.example, found '" + realm + "'");
    }
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("expected one algorithm at least, found none");
    }
  }

  /// Whether a text may be a realm.
  public static boolean isRealm(String text) {
    return REALM.matcher(text).matches();
  }

  /// Whether somebody is asked at all.
  public boolean isAsked() {
    return !listeners.isEmpty();
  }

  /// Whether a source is asked before it calls.
  boolean asks(Source source) {
    return listeners.contains(source.listener()) && asksToRegister(source);
  }

  /// Whether a source is asked before it registers.
  boolean asksToRegister(Source source) {
    return trusted.stream().noneMatch(network -> network.contains(source.host()));
  }
}
