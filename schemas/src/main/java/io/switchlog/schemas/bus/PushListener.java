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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /// Instances of call control, and a few connections that are not closed yet.
  private static final int MOST_CONNECTIONS = 64;

  private static final int TOKEN_PATIENCE_MILLIS = 2_000;

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
      server.bind(new InetSocketAddress(host, 0), MOST_CONNECTIONS);
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
    String first = bus.bootstrap().split(",", -1)[0].strip();
    int colon = first.lastIndexOf(':');
    String host = first.substring(0, colon).replace("[", "").replace("]", "");
    InetSocketAddress broker =
        new InetSocketAddress(
            InetAddress.getByName(host), Integer.parseInt(first.substring(colon + 1)));
    try (DatagramSocket route = new DatagramSocket()) {
      route.connect(broker);
      return route.getLocalAddress();
    }
  }

  /// Where it listens.
  public PushAddress address() {
    return address;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        if (connections.size() >= MOST_CONNECTIONS) {
          connection.close();
          continue;
        }
        connections.add(connection);
        Thread.ofPlatform().daemon().name(node + "-pushed").start(() -> read(connection));
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, node + ": a connection for commands failed: " + e);
        }
      }
    }
  }

  private void read(Socket connection) {
    try (connection) {
      connection.setSoTimeout(TOKEN_PATIENCE_MILLIS);
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(connection.getInputStream(), 65_536));
      if (!isOurs(in.readNBytes(2 * TOKEN_BYTES))) {
        LOG.log(
            System.Logger.Level.WARNING,
            "%s: expected the token of this node's life from %s, found another; closed"
                .formatted(node, connection.getRemoteSocketAddress()));
        return;
      }
      connection.setSoTimeout(0);
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
