package io.switchlog.edge.transport;

/// What a listener over TLS wants of its peers.
public enum ClientCertificates {
  /// Nothing: phones have none.
  NONE,
  /// One that is signed by somebody we trust, or none: whoever shows one is known by its name.
  OPTIONAL,
  /// One that is signed by somebody we trust: carriers.
  REQUIRED
}
