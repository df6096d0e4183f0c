package io.switchlog.media;

import java.time.Duration;

/// How a media node is to run.
///
/// @param ordinal counted from 0 among the media nodes; also the partition of its commands
/// @param kafka `host:port` of one broker or more, separated by commas
/// @param bindHost the local address to bind to; two, one for each family, separated by a comma
///   where the node serves IPv4 and IPv6
/// @param advertisedHost the address that legs send to, a name or numeric, for each of `bindHost`
///   in the same order
/// @param portMin the lowest port to use, 1024 to 65534
/// @param portMax the highest; a leg takes an even port and the one above
/// @param reportInterval how often a leg's quality is reported, 1 s to 1 h
/// @param loops threads that carry media, 1 to 256; each has its own share of the ports
public record MediaConfig(
    int ordinal,
    String kafka,
    String bindHost,
    String advertisedHost,
    int portMin,
    int portMax,
    Duration reportInterval,
    int loops) {

  /// How often quality is reported unless configured otherwise.
  public static final Duration DEFAULT_REPORT_INTERVAL = Duration.ofSeconds(10);

  public MediaConfig {
    require(ordinal >= 0, "ordinal", ordinal, "0 or more");
    require(!kafka.isBlank(), "kafka", kafka, "HOST:PORT");
    require(!bindHost.isBlank(), "bindHost", bindHost, "an address of this host, or 0.0.0.0");
    require(
        bindHost.split(",", -1).length == advertisedHost.split(",", -1).length
            && !advertisedHost.isBlank(),
        "advertisedHost",
        advertisedHost,
        "one address for each of " + bindHost);
    require(portMin >= 1024 && portMin <= 65_534, "portMin", portMin, "1024 to 65534");
    require(portMax <= 65_535, "portMax", portMax, "65535 at the most");
    require(loops >= 1 && loops <= 256, "loops", loops, "1 to 256");
    int evenMin = portMin + (portMin & 1);
    require(
        (portMax - evenMin + 1) / 2 >= loops,
        "portMax",
        portMax,
        "an even port and its neighbour from portMin=" + portMin + " on, for each loop");
    require(
        reportInterval.compareTo(Duration.ofSeconds(1)) >= 0
            && reportInterval.compareTo(Duration.ofHours(1)) <= 0,
        "reportInterval",
        reportInterval,
        "1 s to 1 h");
  }

  /// One loop.
  public MediaConfig(
      int ordinal,
      String kafka,
      String bindHost,
      String advertisedHost,
      int portMin,
      int portMax,
      Duration reportInterval) {
    this(ordinal, kafka, bindHost, advertisedHost, portMin, portMax, reportInterval, 1);
  }

  private static void require(boolean holds, String key, Object value, String right) {
    if (!holds) {
      throw new MediaStartException(
          "media node: expected " + key + " to be " + right + ", found " + value);
    }
  }
}
