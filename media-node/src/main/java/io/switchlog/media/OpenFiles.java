package io.switchlog.media;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many files a process may have open. Each port of a leg is one, so a node that leased more
/// ports than that would promise what it cannot keep.
final class OpenFiles {
  private static final System.Logger LOG = System.getLogger(OpenFiles.class.getName());

  /// For all else that a node has open: jars, connections, logs.
  private static final int OTHERS = 256;

  private OpenFiles() {}

  /// The limit of this process; where the system does not tell, none.
  static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /// The configuration, with no more ports than the limit lets the node open.
  ///
  /// @throws MediaStartException if that is not a leg's worth of ports for each loop
  static MediaConfig fit(MediaConfig config, long limit) {
    long most = Math.max(0, limit - OTHERS);
    if (config.portMax() - config.portMin() < most) {
      return config;
    }
    int highest = (int) (config.portMin() + most - 1);
    String found =
        "media node: expected a limit of at least %d open files for the ports %d to %d, found %d"
            .formatted(
                config.portMax() - config.portMin() + 1 + OTHERS,
                config.portMin(),
                config.portMax(),
                limit);
    if (most < 2L * config.loops() + 1) {
      throw new MediaStartException(found + "; raise it (ulimit -n, LimitNOFILE)");
    }
    LOG.log(
        System.Logger.Level.WARNING,
        found
            + ": those up to "
            + highest
            + " are used, for "
            + most / 4
            + " calls of two legs; raise it (ulimit -n, LimitNOFILE) for more");
    return new MediaConfig(
        config.ordinal(),
        config.kafka(),
        config.bindHost(),
        config.advertisedHost(),
        config.portMin(),
        highest,
        config.reportInterval(),
        config.loops());
  }
}
