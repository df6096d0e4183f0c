package io.switchlog.switchlog.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// One Kafka node in this process, broker and controller together, listening on loopback only.
///
/// What it has acknowledged is found again by the next broker over the same folder. A fault that
/// Kafka holds for fatal (a full disk) ends the process, as it would end a broker that stands
/// alone: run `switchlog broker` where that must not take others along.
public final class EmbeddedBroker implements AutoCloseable {
  /// Set in so many words: a folder must not change its format because a dependency did.
  private static final MetadataVersion METADATA_VERSION = MetadataVersion.IBP_4_3_IV0;

  private final KafkaRaftServer server;
  private final DataFolder folder;
  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(KafkaRaftServer server, DataFolder folder, int port) {
    this.server = server;
    this.folder = folder;
    this.port = port;
  }

  /// Starts a broker and returns when it serves.
  ///
  /// @throws BrokerStartException with a one-line message: the port is taken, the folder is in use
  ///   or cannot be written
  public static EmbeddedBroker start(BrokerConfig config) {
    var port = config.port() == 0 ? freePort() : checkedFree(config.port());
    var folder = DataFolder.claim(config.folder());
    try {
      if (config.fresh()) {
        folder.empty();
      }
      if (folder.isFormatted()) {
        folder.checkStamp();
      } else {
        format(folder);
        folder.stamp();
      }
      return new EmbeddedBroker(startServer(folder, port), folder, port);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static KafkaRaftServer startServer(DataFolder folder, int port) {
    Map<String, String> properties = NodeProperties.of(folder.log(), port, freePort());
    try {
      var server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
      try {
        server.startup();
      } catch (RuntimeException e) {
        server.shutdown();
        throw e;
      }
      return server;
    } catch (RuntimeException e) {
      throw refusal(folder, port, e);
    }
  }

  private static BrokerStartException refusal(DataFolder folder, int port, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) { // somebody took it after we had looked
        return portRefused(port, bind, e);
      }
    }
    return new BrokerStartException("the broker over " + folder.log() + " does not start: " + e, e);
  }

  private static BrokerStartException portRefused(int port, BindException bind, Exception cause) {
    var why = String.valueOf(bind.getMessage());
    return new BrokerStartException(
        "port %d of the broker on 127.0.0.1 %s"
            .formatted(port, why.startsWith("Address already") ? "is taken" : "is refused: " + why),
        cause);
  }

  private static void format(DataFolder folder) {
    var log = folder.log().toString();
    try (var silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NodeProperties.NODE_ID)
          .setControllerListenerName(NodeProperties.CONTROLLER_LISTENER)
          .setMetadataLogDirectory(log)
          .addDirectory(log)
          .setReleaseVersion(METADATA_VERSION)
          .run();
    } catch (Exception e) { // the formatter declares no less
      throw new BrokerStartException(
          "folder " + log + " cannot be formatted for the broker: " + e, e);
    }
  }

  private static int checkedFree(int port) {
    try {
      return bindOnce(port);
    } catch (BindException e) {
      throw portRefused(port, e, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // binding a TCP socket on loopback fails in no other way
    }
  }

  private static int freePort() {
    try {
      return bindOnce(0);
    } catch (IOException e) {
      throw new BrokerStartException("no free TCP port on 127.0.0.1 for the broker: " + e, e);
    }
  }

  private static int bindOnce(int port) throws IOException {
    try (var socket = new ServerSocket()) {
      // As Kafka binds: a port whose last connections are still being forgotten is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return socket.getLocalPort();
    }
  }

  /// What a Kafka client takes as `bootstrap.servers`.
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /// Blocks until the broker has ended.
  public void awaitEnd() {
    server.awaitShutdown();
  }

  /// Ends the broker, log flushed and folder released; a second call does nothing.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.shutdown();
      server.awaitShutdown();
      folder.close();
    }
  }
}
