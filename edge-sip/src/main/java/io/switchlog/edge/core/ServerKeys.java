package io.switchlog.edge.core;

import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.Via;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// The keys of server transactions as text, so that they can travel in facts and commands.
final class ServerKeys {
  private static final int LONGEST = 300;

  private ServerKeys() {}

  /// The key of a request's transaction (RFC 3261 section 17.2.3), as if it had the method given:
  /// an ACK or CANCEL looks for its INVITE.
  static String of(SipRequest request, String method) {
    Via via = request.via();
    if (via.hasUniqueBranch()) {
      return bounded(via.branch() + '|' + sentBy(via) + '|' + method);
    }
    // The second half of 17.2.3, for peers of RFC 2543. The To-tag is left out: an ACK carries one
    // that its INVITE had not, and Call-ID, From-tag and CSeq tell requests well enough apart.
    return bounded(
        "2543|"
            + request.callId()
            + '|'
            + tag(request.from())
            + '|'
            + request.cseq().number()
            + '|'
            + request.uriText()
            + '|'
            + via
            + '|'
            + method);
  }

  /// What merged requests have in common (RFC 3261 section 8.2.2.2).
  static String merge(SipRequest request) {
    return merge(request, request.method());
  }

  /// As if the request had the method given.
  static String merge(SipRequest request, String method) {
    return bounded(
        request.callId()
            + '|'
            + tag(request.from())
            + '|'
            + request.cseq().number()
            + ' '
            + method);
  }

  /// A key as it is, or a hash of one that is longer than anybody needs: a peer writes what is in
  /// it, and we keep it.
  static String bounded(String key) {
    if (key.length() <= LONGEST) {
      return key;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return "hash|" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String sentBy(Via via) {
    return via.host().toLowerCase(Locale.ROOT) + ':' + via.port();
  }

  private static String tag(NameAddress address) {
    String tag = address.tag();
    return tag == null ? "" : tag;
  }
}
