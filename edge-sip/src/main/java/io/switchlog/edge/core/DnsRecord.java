package io.switchlog.edge.core;

/// What the domain name system says of a name, as far as RFC 3263 asks it. Names end without a dot.
public sealed interface DnsRecord {
  /// An address, numeric.
  record Address(String host) implements DnsRecord {}

  /// A host that offers a service (RFC 2782).
  ///
  /// @param priority who is asked first, the lowest
  /// @param weight how often it is the first among equals
  /// @param target its name; empty: the service is not offered
  record Service(int priority, int weight, int port, String target) implements DnsRecord {}

  /// Where a service of a domain is to be looked for (RFC 3403).
  ///
  /// @param order which one counts, the lowest
  /// @param preference who is asked first among those, the lowest
  /// @param flags `s` where the replacement is looked up for SRV
  /// @param service such as `SIPS+D2T`
  record Pointer(int order, int preference, String flags, String service, String replacement)
      implements DnsRecord {}
}
