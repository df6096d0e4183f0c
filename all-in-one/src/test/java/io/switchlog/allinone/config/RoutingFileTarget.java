package io.switchlog.allinone.config;

import io.switchlog.control.core.routing.Router;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.RoutingChanged;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A routing file. It is refused by one line, or makes a table that goes over the bus as it is,
/// that `config show` writes as the file that would make it, and that routes whatever is dialed.
public final class RoutingFileTarget {
  private static final Origin ORIGIN =
      new Origin(NodeId.edge(0), 1, 1, Instant.ofEpochMilli(1_700_000_000_000L));
  private static final List<String> DIALED =
      List.of("", "1000", "echo", "701", "9x%40evil.example", "a".repeat(256), "+49 30 1\n\u00e4");

  private RoutingFileTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    RoutingTable table = table(new String(input, StandardCharsets.UTF_8));
    if (table == null) {
      return;
    }
    RoutingChanged told = new RoutingChanged(table);
    same(Families.INBOX.decode(Families.INBOX.encode(ORIGIN, told)).body(), told);
    same(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table))), table);
    DIALED.forEach(user -> Router.route(user, table));
  }

  private static @Nullable RoutingTable table(String text) {
    try {
      return RoutingFile.parse("routing.yaml", text);
    } catch (ConfigFileException refused) {
      oneLine(refused);
      return null;
    }
  }

  static void oneLine(ConfigFileException refused) {
    String message = String.valueOf(refused.getMessage());
    if (message.chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError("expected one line for people, found: " + message, refused);
    }
  }

  private static void same(Object found, Object expected) {
    if (!found.equals(expected)) {
      throw new AssertionError("expected " + expected + ", found " + found);
    }
  }
}
