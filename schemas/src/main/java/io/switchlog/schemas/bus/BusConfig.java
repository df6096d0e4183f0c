package io.switchlog.schemas.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// How a node reaches the bus.
///
/// @param bootstrap `host:port` of one broker or more, separated by commas
/// @param overrides Kafka client settings that replace ours, such as security
public record BusConfig(String bootstrap, Map<String, String> overrides) {
  public BusConfig {
    overrides = Map.copyOf(overrides);
  }

  public BusConfig(String bootstrap) {
    this(bootstrap, Map.of());
  }

  /// Kafka client settings: these, the bootstrap servers, and the overrides on top.
  public Properties properties(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", bootstrap);
    all.put("enable.metrics.push", "false");
    all.put("reconnect.backoff.ms", "50");
    all.put("reconnect.backoff.max.ms", "1000");
    all.putAll(overrides);
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }
}
