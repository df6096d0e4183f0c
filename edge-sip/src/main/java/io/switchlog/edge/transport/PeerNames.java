package io.switchlog.edge.transport;

import io.switchlog.wire.sip.HostText;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom a certificate says that its owner is (RFC 5922 section 7.1): the SIP URIs without a user
/// part of its subject's alternative names, where there are none its DNS names. The subject itself
/// is not looked at, and a star stands for nobody (section 7.2). An address that is named is one
/// too, for peers that are called by their address.
final class PeerNames {
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  private PeerNames() {}

  /// All names of a peer's certificate, none where it is unreadable.
  static List<String> of(List<Certificate> chain) {
    return chain.isEmpty() || !(chain.getFirst() instanceof X509Certificate certificate)
        ? List.of()
        : of(certificate);
  }

  private static List<String> of(X509Certificate certificate) {
    Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return List.of();
    }
    List<String> domains = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (List<?> name : all == null ? List.<List<?>>of() : all) {
      if (!(name.getFirst() instanceof Integer kind) || !(name.getLast() instanceof String text)) {
        continue;
      }
      switch (kind) {
        case URI -> {
          if (Uri.tryParse(text) instanceof SipUri uri && uri.user() == null) {
            domains.add(uri.address());
          }
        }
        case DNS -> hosts.add(text);
        case ADDRESS -> addresses.add(text);
        default -> {
          // A mailbox and others are no names of a SIP domain.
        }
      }
    }
    List<String> names = new ArrayList<>(domains.isEmpty() ? hosts : domains);
    names.removeIf(name -> name.indexOf('*') >= 0);
    names.addAll(addresses);
    return names;
  }

  /// The one that a peer is known by; null where it has shown none.
  static @Nullable String first(List<String> names) {
    return names.isEmpty() ? null : names.getFirst();
  }

  /// Whether one of the names is the one that we call.
  static boolean prove(List<String> names, String wanted) {
    byte[] address = HostText.bytes(wanted);
    for (String name : names) {
      if (name.equalsIgnoreCase(wanted)
          || (address != null && Arrays.equals(address, HostText.bytes(name)))) {
        return true;
      }
    }
    return false;
  }
}
