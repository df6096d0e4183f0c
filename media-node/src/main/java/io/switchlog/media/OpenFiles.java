package io.switchlog.media;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many files a process may have open. Each port of a leg is one, so a node that leased more
/// ports than that would promise what it cannot keep.
final class OpenFiles {
  private static final System.Logger LOG = System.getLogger(OpenFiles.class.getName());

  /// For what the process opens after this, besides ports and what each loop waits with.
  private static final int OTHERS = 256;

  private static final int EACH_LOOP = 2;

  private OpenFiles() {}

  /// How many more files this process may open than it has; where the system does not tell, or sets
  /// no limit, any number.
  static long left() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long limit = unix.getMaxFileDescriptorCount();
      return limit < 0 ? Long.MAX_VALUE : limit - unix.getOpenFileDescriptorCount();
    }
    return Long.MAX_VALUE;
  }

  /// The configuration, with no more ports than the node may open.
  ///
  /// @param left how many files it may open
  /// @throws MediaStartException if that is not a leg's worth of ports for each loop
  static MediaConfig fit(MediaConfig config, long left) {
    int others = OTHERS + EACH_LOOP * config.loops();
    long most = Math.max(0, left - others);
    if (config.portMax() - config.portMin() < most) {
      return config;
    }
    String found =
        "media node: expected to be let open %d more files for the ports %d to %d, found %d"
            .formatted(
                config.portMax() - config.portMin() + 1 + others,
                config.portMin(),
                config.portMax(),
                left);
    if (most <= 2L * config.loops()) {
      throw new MediaStartException(found + "; raise the limit (ulimit -n, LimitNOFILE)");
    }
    int highest = (int) (config.portMin() + most - 1);
    LOG.log(
        System.Logger.Level.WARNING,
        "%s: those up to %d are used, for %d calls of two legs; raise the limit (ulimit -n, LimitNOFILE) for more"
            .formatted(found, highest, most / 4));
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
