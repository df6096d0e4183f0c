package io.switchlog.allinone.config;

import io.switchlog.edge.core.Credentials;
import io.switchlog.wire.token.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The file of an edge, and that of its credentials. Either is refused by one line; what is not
/// makes an edge's configuration that is not refused after all.
public final class EdgeFileTarget {
  private static final ClusterSecret SECRET = ClusterSecret.of("a secret for the tests of edges");

  private EdgeFileTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      EdgeFile.parse("edge.yaml", text, Path.of(""))
          .of(0, "127.0.0.1:9092", SECRET, Credentials.NONE);
    } catch (ConfigFileException refused) {
      RoutingFileTarget.oneLine(refused);
    }
    try {
      CredentialsFile.parse("credentials.yaml", text);
    } catch (ConfigFileException refused) {
      RoutingFileTarget.oneLine(refused);
    }
  }
}
