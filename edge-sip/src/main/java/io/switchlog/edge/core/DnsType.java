package io.switchlog.edge.core;

/// What a name is looked up for.
public enum DnsType {
  /// IPv4 addresses.
  A,
  /// IPv6 addresses (RFC 3596).
  AAAA,
  /// Hosts that offer a service (RFC 2782).
  SRV,
  /// By which transports a domain is reached (RFC 3403).
  NAPTR
}
