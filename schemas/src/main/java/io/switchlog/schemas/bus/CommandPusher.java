package io.switchlog.schemas.bus;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PushAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends commands to their nodes ahead of the log (ADR 0012), to those that say where they take
/// them. Never waits: where a node takes them slower than they come, the connection is given up;
/// what was under way, and all after it until a new connection stands, comes over the log alone.
public final class CommandPusher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CommandPusher.class.getName());
  private static final int CONNECT_MILLIS = 1_000;
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BUFFER_BYTES = 65_536;
  private static final int FLUSH_MILLIS = 2;

  /// Whoever decides on flushes after so long: what is pushed first waits no longer for what is
  /// decided after it.
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /// People are told of the second failure in a row: the first may be of a life that is over, which
  /// the topic still tells of, and which says no more that it lives.
  private static final int TELLING_FAILURES = 2;

  /// What is said to one life of a node.
  private static final class Line {
    final NodeId node;
    final long incarnation;
    final PushAddress address;
    private @Nullable SocketChannel channel;
    private boolean connecting;
    private boolean ended;

    /// What waits for a flush, or for the system to take it, up to its position.
    private ByteBuffer waiting = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private boolean flushing;
    private int failures;
    private long triedNanos = System.nanoTime() - AGAIN_NANOS;

    Line(NodeId node, long incarnation, PushAddress address) {
      this.node = node;
      this.incarnation = incarnation;
      this.address = address;
    }

    synchronized boolean mayConnect() {
      boolean may =
          channel == null && !connecting && !ended && System.nanoTime() - triedNanos >= AGAIN_NANOS;
      connecting |= may;
      return may;
    }

    synchronized void connected(@Nullable SocketChannel made) {
      connecting = false;
      triedNanos = System.nanoTime();
      if (ended) {
        closeQuietly(made);
        return;
      }
      channel = made;
      if (made != null) {
        failures = 0;
        LOG.log(System.Logger.Level.INFO, node + " gets its commands ahead of the log");
      } else if (++failures == TELLING_FAILURES) {
        LOG.log(
            System.Logger.Level.WARNING,
            ("%s: expected to send commands to %s:%d, found no way: it gets them over the log alone,"
                    + " some milliseconds later. Let call control reach the address from which the"
                    + " node reaches its broker")
                .formatted(node, address.host(), address.port()));
      }
    }

    /// @return whether it leaves with the next flush, if not before
    synchronized boolean push(byte[] mark, byte[] command) {
      int length = Integer.BYTES + mark.length + command.length;
      if (channel == null || !hasRoom(length)) {
        return false;
      }
      waiting.putInt(length - Integer.BYTES).put(mark).put(command);
      return true;
    }

    private boolean hasRoom(int length) {
      if (waiting.remaining() < length) {
        write();
      }
      if (waiting.remaining() < length && waiting.position() == 0) {
        waiting = ByteBuffer.allocateDirect(length);
      }
      if (channel != null && waiting.remaining() < length) {
        drop(" does not take its commands as fast as they come; the log has them");
      }
      return channel != null;
    }

    /// Sends what waits.
    ///
    /// @return whether somebody has to do [#flushAgain] soon
    synchronized boolean flush() {
      write();
      boolean begins = waiting.position() > 0 && !flushing;
      flushing |= begins;
      return begins;
    }

    /// Sends what the system has not taken before.
    ///
    /// @return whether there is some left, to do the same soon
    synchronized boolean flushAgain() {
      write();
      flushing = waiting.position() > 0;
      return flushing;
    }

    private void write() {
      SocketChannel open = channel;
      if (open == null || waiting.position() == 0) {
        return;
      }
      try {
        open.write(waiting.flip());
        waiting.compact();
      } catch (IOException e) {
        drop(": the connection for commands is gone, the log has them: " + e.getMessage());
      }
    }

    private void drop(String why) {
      LOG.log(System.Logger.Level.INFO, node + why);
      close();
    }

    private void close() {
      closeQuietly(channel);
      channel = null;
      waiting.clear();
    }

    synchronized void end() {
      ended = true;
      close();
    }
  }

  private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();
  private final ScheduledExecutorService flusher;

  /// Whether something waits for a flush, and since when the first does. Threads that decide at the
  /// same time may flush each other's once too often.
  private volatile boolean someWait;

  private volatile long sinceNanos;
  private final ExecutorService connector;

  /// @param name of the instance that sends
  public CommandPusher(String name) {
    this.flusher =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-push").factory());
    // One that cannot be reached keeps nobody else waiting.
    this.connector =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(name + "-push-connects-", 0).factory());
  }

  /// A node says that it lives, and where.
  public void sees(NodePresence presence) {
    PushAddress address = presence.push();
    NodeId node = presence.node();
    Line line = lines.get(node);
    if (address == null || presence.status() == NodePresence.Status.STOPPED) {
      lost(node);
      return;
    }
    if (line != null && presence.incarnation() < line.incarnation) {
      // One that was replaced, and has not noticed.
      return;
    }
    if (line == null || !line.address.equals(address)) {
      lost(node);
      line = new Line(node, presence.incarnation(), address);
      lines.put(node, line);
    }
    if (line.mayConnect()) {
      connect(line);
    }
  }

  /// A node lives no more.
  public void lost(NodeId node) {
    Line line = lines.remove(node);
    if (line != null) {
      line.end();
    }
  }

  /// As above.
  ///
  /// @param node as its key in `nodes`
  public void lost(String node) {
    lines.keySet().stream().filter(each -> each.toString().equals(node)).forEach(this::lost);
  }

  private void connect(Line line) {
    try {
      connector.execute(() -> line.connected(open(line)));
    } catch (RejectedExecutionException closed) {
      line.end();
    }
  }

  private static @Nullable SocketChannel open(Line line) {
    PushAddress address = line.address;
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, PushListener.SOCKET_BYTES);
      channel
          .socket()
          .connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
      ByteBuffer token = ByteBuffer.wrap(address.token().getBytes(StandardCharsets.US_ASCII));
      while (token.hasRemaining()) {
        channel.write(token);
      }
      channel.configureBlocking(false);
      return channel;
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> line.node + ": no connection for commands: " + e);
      closeQuietly(channel);
      return null;
    }
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "a connection did not close: " + e);
    }
  }

  /// Sends a command ahead of the log, if its node takes any: with the next [#flush], or before.
  ///
  /// @param mark the value of its [TermMark]
  /// @return whether it leaves
  public boolean push(NodeId node, byte[] mark, byte[] command) {
    Line line = lines.get(node);
    boolean leaves = line != null && line.push(mark, command);
    if (leaves) {
      long now = System.nanoTime();
      if (!someWait) {
        someWait = true;
        sinceNanos = now;
      } else if (now - sinceNanos > LONGEST_WAIT_NANOS) {
        flush();
      }
    }
    return leaves;
  }

  /// Nothing is decided for a while: what was pushed leaves.
  public void flush() {
    someWait = false;
    for (Line line : lines.values()) {
      if (line.flush()) {
        flushLater(line);
      }
    }
  }

  private void flushLater(Line line) {
    try {
      var _ =
          flusher.schedule(
              () -> {
                if (line.flushAgain()) {
                  flushLater(line);
                }
              },
              FLUSH_MILLIS,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      line.end();
    }
  }

  @Override
  public void close() {
    connector.shutdownNow();
    flusher.shutdownNow();
    lines.values().forEach(Line::end);
    lines.clear();
  }
}
