package io.switchlog.allinone.broker;

import java.nio.file.Path;
import java.util.Map;

/// How the embedded broker is started.
///
/// @param folder where the log is kept; made where it is missing, found again by the next start
/// @param port TCP port on 127.0.0.1, 1 to 65535, or 0 for one that is free
/// @param fresh whether what an earlier broker left in the folder is thrown away first
/// @param settings Kafka's own settings, which replace ours
public record BrokerConfig(Path folder, int port, boolean fresh, Map<String, String> settings) {
  public BrokerConfig {
    settings = Map.copyOf(settings);
    if (port < 0 || port > 65535) {
      throw new BrokerStartException(
          "port " + port + " of the broker: give 1 to 65535, or 0 for a free one");
    }
    folder = folder.toAbsolutePath().normalize();
    if (folder.toString().contains(",")) { // Kafka takes it for a list of folders
      throw new BrokerStartException("folder " + folder + " of the broker: a comma cannot be used");
    }
  }

  /// A broker with the usual settings.
  public BrokerConfig(Path folder, int port, boolean fresh) {
    this(folder, port, fresh, Map.of());
  }

  /// A broker that keeps its log in `folder` and listens on a free port.
  public static BrokerConfig keptIn(Path folder) {
    return new BrokerConfig(folder, 0, false);
  }

  public BrokerConfig onPort(int newPort) {
    return new BrokerConfig(folder, newPort, fresh, settings);
  }

  public BrokerConfig emptied() {
    return new BrokerConfig(folder, port, true, settings);
  }

  /// The same with Kafka settings of one's own, such as an authorizer.
  public BrokerConfig with(Map<String, String> newSettings) {
    return new BrokerConfig(folder, port, fresh, newSettings);
  }
}
