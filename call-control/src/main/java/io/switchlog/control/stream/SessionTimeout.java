package io.switchlog.control.stream;

import io.switchlog.schemas.bus.BusConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/// How long the group waits for a member that is silent: what a take-over after kill -9 takes,
/// nearly all of it.
final class SessionTimeout {
  /// What we ask for. Below it a pause of the collector or of the machine passes for a death.
  static final int WANTED_MILLIS = 3_000;

  private static final String LEAST = "group.min.session.timeout.ms";

  /// Kafka's own default of the least.
  private static final int USUAL_LEAST_MILLIS = 6_000;

  private static final int PATIENCE_SECONDS = 5;
  private static final System.Logger LOG = System.getLogger(SessionTimeout.class.getName());

  private SessionTimeout() {}

  /// The shortest that the cluster's brokers allow, but not below [#WANTED_MILLIS].
  static int millis(BusConfig bus) {
    try (Admin admin = Admin.create(bus.properties(Map.of()))) {
      Node broker =
          admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS).iterator().next();
      ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
      Map<ConfigResource, Config> configs =
          admin.describeConfigs(List.of(resource)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return choose(leastOf(configs.get(resource)));
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "expected to read the brokers' " + LEAST + ", found " + e + "; taking Kafka's default");
      return USUAL_LEAST_MILLIS;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static int leastOf(@Nullable Config config) {
    ConfigEntry entry = config == null ? null : config.get(LEAST);
    return entry == null || entry.value() == null
        ? USUAL_LEAST_MILLIS
        : Integer.parseInt(entry.value());
  }

  static int choose(int leastMillis) {
    if (leastMillis > WANTED_MILLIS) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the brokers' "
              + LEAST
              + " is "
              + leastMillis
              + ", so a dead call control is noticed after "
              + leastMillis
              + " ms; set it to "
              + WANTED_MILLIS
              + " or less");
    }
    return Math.max(WANTED_MILLIS, leastMillis);
  }
}
