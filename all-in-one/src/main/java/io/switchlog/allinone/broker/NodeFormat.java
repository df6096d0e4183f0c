package io.switchlog.allinone.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// What is done once to the folder of a node, before its first start.
final class NodeFormat {
  /// Set in so many words: a folder must not change its format because a dependency did.
  private static final MetadataVersion METADATA_VERSION = MetadataVersion.IBP_4_3_IV0;

  private NodeFormat() {}

  /// @param log where the node keeps its log, its metadata included; made before
  static void format(Path log, int id, String clusterId) {
    try (var silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setClusterId(clusterId)
          .setNodeId(id)
          .setControllerListenerName(NodeProperties.CONTROLLER_LISTENER)
          .setMetadataLogDirectory(log.toString())
          .addDirectory(log.toString())
          .setReleaseVersion(METADATA_VERSION)
          .run();
    } catch (Exception e) { // the formatter declares no less
      throw new BrokerStartException(
          "folder " + log + " cannot be formatted for the broker: " + e, e);
    }
  }
}
