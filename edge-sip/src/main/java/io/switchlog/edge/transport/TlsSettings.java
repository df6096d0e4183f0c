package io.switchlog.edge.transport;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who we are over TLS, and whom we believe. The files are looked at again every few seconds, so
/// that new ones are in use without a restart; connections that are there stay.
///
/// @param certificates ours, the usual one first; whoever asks for a name gets the one that has it
///   (RFC 6066 section 3). Empty: no listener over TLS, and none shown to others
/// @param trusted PEM certificates of those who may sign our peers'; null: the system's
/// @param verifiesServers whether who we connect to has to prove the name that we call (RFC 5922
///   section 7)
public record TlsSettings(
    List<Files> certificates, @Nullable Path trusted, boolean verifiesServers) {
  /// No certificate of our own; whoever we connect to has to prove who he is to the system.
  public static final TlsSettings NONE = new TlsSettings(List.of(), null, true);

  public TlsSettings {
    certificates = List.copyOf(certificates);
  }

  /// A certificate and its key.
  ///
  /// @param chain PEM, ours first, then who signed it
  /// @param key PEM, PKCS #8, without a password
  public record Files(Path chain, Path key) {}
}
