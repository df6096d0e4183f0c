package io.switchlog.media;

import io.switchlog.media.bus.BusReports;
import io.switchlog.media.core.MediaSettings;
import io.switchlog.media.core.PortPool;
import io.switchlog.media.transport.MediaLoop;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.CommandReader;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.bus.PushListener;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.MediaCommand;
import io.switchlog.schemas.topic.Topics;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// A running media node:
///
///     media.commands ─> CommandReader ─> loop of the call's hash ─> facts, quality ─> BusReports
///                                          ^ v
///                                          RTP
///
/// Starts with or without a broker; is announced once the first command could be read. A node with a
/// loop that is not well says no more that it lives: call control plans its calls elsewhere.
public final class MediaNode implements AutoCloseable {
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final List<MediaLoop> loops;
  private final BusReports reports;
  private final SchemaWatch schemas;
  private final Presence presence;
  private final CommandReader<MediaCommand> reader;
  private final @Nullable PushListener push;
  private volatile int highestPort;

  private MediaNode(
      NodeId node,
      List<MediaLoop> loops,
      BusReports reports,
      BusConfig bus,
      long incarnation,
      InstantSource clock) {
    this.loops = loops;
    this.reports = reports;
    this.schemas =
        new SchemaWatch(
            bus, node.toString(), List.of(Families.INBOX, Families.NODES, Families.QUALITY));
    reports.onlyWhen(schemas::isPublished);
    this.presence =
        new Presence(bus, node, incarnation, List.of(), schemas::isPublished, this::legs, clock)
            .onlyWhile(() -> !isReplaced() && loops.stream().allMatch(MediaLoop::isWell));
    this.reader =
        new CommandReader<>(
            bus,
            node,
            incarnation,
            Topics.MEDIA_COMMANDS,
            Families.MEDIA_COMMANDS,
            schemas,
            clock,
            this::deliver,
            presence::start);
    this.push = PushListener.open(bus, node, reader::pushed);
    var _ = presence.pushedAt(push == null ? null : push.address());
  }

  /// Starts a node.
  ///
  /// @throws MediaStartException if an address is not one of this host's or does not resolve, or a
  ///   broker's name does not, or the node may open too few files
  public static MediaNode start(MediaConfig wanted) {
    MediaConfig config = OpenFiles.fit(wanted, OpenFiles.left());
    NodeId node = NodeId.media(config.ordinal());
    BusConfig bus = new BusConfig(config.kafka());
    InstantSource clock = InstantSource.system();
    long incarnation = clock.millis();
    Addresses addresses = Addresses.of(config);
    BusReports reports = reports(bus, node, incarnation, clock);
    try {
      var _ =
          WarmUp.run(node, addresses, new PortPool(config.portMin(), config.portMax()), WARM_UP);
      PortPlan ports = PortPlan.of(config.portMin(), config.portMax(), config.loops());
      List<MediaLoop> loops = loops(config, node, addresses, ports, reports);
      MediaNode media = new MediaNode(node, loops, reports, bus, incarnation, clock);
      media.presence.leasing(
          partitions -> ports.leases(addresses.advertised().values(), partitions));
      media.highestPort = config.portMax();
      loops.forEach(MediaLoop::start);
      media.schemas.start();
      media.reader.start();
      return media;
    } catch (IOException e) {
      reports.close();
      throw new MediaStartException("media node: expected sockets, found " + e.getMessage(), e);
    }
  }

  /// The first that looks at the broker's name.
  private static BusReports reports(
      BusConfig bus, NodeId node, long incarnation, InstantSource clock) {
    try {
      return new BusReports(bus, node, incarnation, clock);
    } catch (KafkaException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      throw new MediaStartException(
          "media node: expected kafka to be a broker's address, found "
              + bus.bootstrap()
              + ": "
              + root.getMessage(),
          e);
    }
  }

  private static List<MediaLoop> loops(
      MediaConfig config, NodeId node, Addresses addresses, PortPlan ports, BusReports reports)
      throws IOException {
    SecureRandom random = new SecureRandom();
    List<MediaLoop> loops = new ArrayList<>();
    long interval = config.reportInterval().toNanos() / 1_000;
    for (PortPool pool : ports.pools(config.loops())) {
      MediaSettings settings =
          new MediaSettings(node, addresses.advertised(), pool, interval, random.nextLong());
      String name = node + "-loop-" + loops.size();
      loops.add(new MediaLoop(name, settings, addresses.bind(), reports));
    }
    return List.copyOf(loops);
  }

  /// The highest port that the node uses: that of its configuration, or of the files it may open.
  public int highestPort() {
    return highestPort;
  }

  private void deliver(List<Envelope<CommandHead, MediaCommand>> commands) {
    try {
      for (Envelope<CommandHead, MediaCommand> command : commands) {
        int loop = Math.floorMod(command.body().call().hashCode(), loops.size());
        loops.get(loop).submit(command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long legs() {
    return loops.stream().mapToLong(MediaLoop::legs).sum();
  }

  /// Whether a younger media node of the same ordinal has taken this one's place: it is to end.
  public boolean isReplaced() {
    return reader.isReplaced();
  }

  /// Whether the bus has been reached and calls find this node.
  public boolean isReady() {
    return presence.isAnnounced();
  }

  /// Takes no more commands, says goodbye, ends all calls with their closing reports.
  @Override
  public void close() {
    if (push != null) {
      push.close();
    }
    reader.close();
    presence.close();
    schemas.close();
    loops.forEach(MediaLoop::close);
    reports.close();
  }
}
