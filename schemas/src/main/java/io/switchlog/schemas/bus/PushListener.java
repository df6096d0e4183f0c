package io.switchlog.schemas.bus;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.PushAddress;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes the commands that call control sends ahead of the log ([CommandPusher]): a connection for
/// each of its instances, which begins with the token of this node's life and goes on with commands,
/// each behind its length and its [TermMark].
///
///     connection: | token | length, mark, command | length, mark, command | ...
///
/// One that begins otherwise, or makes no sense, is closed; the log has everything that it said.
public final class PushListener implements AutoCloseable {
  /// No record of Kafka's is larger, unless brokers are told otherwise.
  static final int MOST_BYTES = 1_200_000;

  /// What the system is asked to hold of a connection: some hundred commands.
  static final int SOCKET_BYTES = 1 << 20;

  private static final System.Logger LOG = System.getLogger(PushListener.class.getName());
  private static final int TOKEN_BYTES = 16;

  /// Connections that have not said the token yet.
  private static final int MOST_STRANGERS = 64;

  private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(2);
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  /// Takes what comes, on the connection's thread.
  public interface Receiver {
    /// A command came.
    void pushed(TermMark mark, byte[] command);
  }

  private final NodeId node;
  private final ServerSocket server;
  private final PushAddress address;
  private final Receiver receiver;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger strangers = new AtomicInteger();

  private PushListener(NodeId node, ServerSocket server, PushAddress address, Receiver receiver) {
    this.node = node;
    this.server = server;
    this.address = address;
    this.receiver = receiver;
  }

  /// Listens on a port of the system's choice, at the address from which this host reaches the
  /// broker.
  ///
  /// @return null where that is not possible; why is in the log
  public static @Nullable PushListener open(BusConfig bus, NodeId node, Receiver receiver) {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    try {
      InetAddress host = facing(bus);
      ServerSocket server = new ServerSocket();
      server.setReceiveBufferSize(SOCKET_BYTES);
      server.bind(new InetSocketAddress(host, 0), MOST_STRANGERS);
      PushAddress address =
          new PushAddress(
              host.getHostAddress(), server.getLocalPort(), HexFormat.of().formatHex(token));
      PushListener listener = new PushListener(node, server, address, receiver);
      Thread.ofPlatform().daemon().name(node + "-push").start(listener::accept);
      return listener;
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          node
              + ": commands come over the log alone: no port for them at the address that faces "
              + bus.bootstrap()
              + ": "
              + e);
      return null;
    }
  }

  private static InetAddress facing(BusConfig bus) throws IOException {
    IOException last = new IOException("no broker is named");
    for (String broker : bus.bootstrap().split(",", -1)) {
      int colon = broker.lastIndexOf(':');
      String host = broker.substring(0, colon).strip().replace("[", "").replace("]", "");
      int port = Integer.parseInt(broker.substring(colon + 1).strip());
      try (DatagramSocket route = new DatagramSocket()) {
        route.connect(new InetSocketAddress(InetAddress.getByName(host), port));
        return route.getLocalAddress();
      } catch (IOException | RuntimeException e) {
        last = new IOException(broker + ": " + e.getMessage(), e);
      }
    }
    throw last;
  }

  /// Where it listens.
  public PushAddress address() {
    return address;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        if (strangers.incrementAndGet() > MOST_STRANGERS) {
          strangers.decrementAndGet();
          connection.close();
          continue;
        }
        Thread.ofPlatform().daemon().name(node + "-pushed").start(() -> read(connection));
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, node + ": a connection for commands failed: " + e);
          LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
        }
      }
    }
  }

  private void read(Socket connection) {
    try (connection) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(connection.getInputStream(), 65_536));
      if (!hasToken(connection, in)) {
        return;
      }
      connection.setSoTimeout(0);
      // A peer that dies without a word is found out in the end.
      connection.setKeepAlive(true);
      connections.add(connection);
      while (true) {
        receive(in);
      }
    } catch (EOFException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> node + ": a connection for commands has ended");
    } catch (IOException | RuntimeException e) {
      if (!server.isClosed()) {
        LOG.log(
            System.Logger.Level.WARNING,
            node + ": a connection for commands is closed, the log has them: " + e);
      }
    } finally {
      connections.remove(connection);
    }
  }

  /// Whoever does not say the token within a while is no instance of call control.
  private boolean hasToken(Socket connection, DataInputStream in) throws IOException {
    try {
      long end = System.nanoTime() + TOKEN_PATIENCE.toNanos();
      byte[] token = new byte[2 * TOKEN_BYTES];
      for (int i = 0; i < token.length; i++) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        connection.setSoTimeout((int) left);
        token[i] = in.readByte();
      }
      boolean ours = isOurs(token);
      if (!ours) {
        LOG.log(
            System.Logger.Level.DEBUG,
            () ->
                "%s: expected the token of this node's life from %s, found another; closed"
                    .formatted(node, connection.getRemoteSocketAddress()));
      }
      return ours;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      strangers.decrementAndGet();
    }
  }

  private boolean isOurs(byte[] token) {
    return MessageDigest.isEqual(token, address.token().getBytes(StandardCharsets.US_ASCII));
  }

  private void receive(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < TermMark.BYTES || length > MOST_BYTES) {
      throw new IOException(
          "expected a length of %d to %d, found %d".formatted(TermMark.BYTES, MOST_BYTES, length));
    }
    byte[] mark = new byte[TermMark.BYTES];
    in.readFully(mark);
    byte[] command = new byte[length - TermMark.BYTES];
    in.readFully(command);
    TermMark read = TermMark.of(mark);
    if (read != null) {
      receiver.pushed(read, command);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> node + ": a socket did not close: " + e);
    }
  }
}
