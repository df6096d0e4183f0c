package io.switchlog.wire.sip;

import java.util.List;

/// The extensions that the exchange knows, by their option tags (RFC 3261 section 19.2).
public final class Extensions {
  /// Session timers (RFC 4028).
  public static final String TIMER = "timer";

  /// Progress that is acknowledged (RFC 3262).
  public static final String RELIABLE = "100rel";

  /// INVITEs that take the place of another dialog (RFC 3891).
  public static final String REPLACES = "replaces";

  /// Proxies that a registration goes through (RFC 3327).
  public static final String PATH = "path";

  /// Registrations that go back along their flows (RFC 5626).
  public static final String OUTBOUND = "outbound";

  private static final List<String> OF_REGISTRATIONS = List.of(PATH, OUTBOUND);

  private static final List<String> KNOWN = List.of(TIMER, RELIABLE, REPLACES);

  /// All of them, as Supported has them.
  public static final String ALL = String.join(", ", KNOWN);

  private Extensions() {}

  /// Those that our registrar does not have.
  public static List<String> unknownToRegistrar(List<String> required) {
    return unknown(required).stream()
        .filter(tag -> OF_REGISTRATIONS.stream().noneMatch(tag::equalsIgnoreCase))
        .toList();
  }

  /// Those that we do not have.
  public static List<String> unknown(List<String> required) {
    return required.isEmpty()
        ? required
        : required.stream().filter(tag -> KNOWN.stream().noneMatch(tag::equalsIgnoreCase)).toList();
  }
}
