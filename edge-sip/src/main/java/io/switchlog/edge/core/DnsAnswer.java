package io.switchlog.edge.core;

import java.util.List;

/// What came of a question to the domain name system.
public sealed interface DnsAnswer {
  /// What there is, which may be nothing.
  ///
  /// @param seconds how long it may be remembered, 0 or more
  record Found(List<DnsRecord> records, long seconds) implements DnsAnswer {
    public Found {
      records = List.copyOf(records);
    }
  }

  /// Nobody has answered, or not so that it could be understood.
  ///
  /// @param why for people
  record Failed(String why) implements DnsAnswer {}
}
