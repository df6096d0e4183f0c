package io.switchlog.allinone.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/// One Kafka node in this process, broker and controller together, listening on loopback only.
///
/// What it has acknowledged is found again by the next broker over the same folder. A fault that
/// Kafka holds for fatal (a full disk) ends the process, as it would end a broker that stands
/// alone: run `switchlog broker` where that must not take others along.
public final class EmbeddedBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final DataFolder folder;
  private final int port;
  private final int controllerPort;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(KafkaRaftServer server, DataFolder folder, int port, int controllerPort) {
    this.server = server;
    this.folder = folder;
    this.port = port;
    this.controllerPort = controllerPort;
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
        NodeFormat.format(folder.log(), NodeProperties.NODE_ID, Uuid.randomUuid().toString());
        folder.stamp();
      }
      int controllerPort = freePort();
      Map<String, String> properties =
          NodeProperties.of(folder.log(), port, controllerPort, config.settings());
      return new EmbeddedBroker(
          startServer(properties, folder, port), folder, port, controllerPort);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static KafkaRaftServer startServer(
      Map<String, String> properties, DataFolder folder, int port) {
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

  private static int checkedFree(int port) {
    try {
      return bindOnce(port);
    } catch (BindException e) {
      throw portRefused(port, e, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // binding a TCP socket on loopback fails in no other way
    }
  }

  static int freePort() {
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

  /// Where other nodes of the cluster find its controller.
  int controllerPort() {
    return controllerPort;
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
