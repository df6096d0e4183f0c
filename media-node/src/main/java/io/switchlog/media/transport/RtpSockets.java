package io.switchlog.media.transport;

import io.switchlog.schemas.media.AddressFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// The datagram sockets of one media loop. All but [#wakeUp] belongs to the loop's thread. The
/// implementer makes no garbage per packet in steady state.
interface RtpSockets extends AutoCloseable {

  /// Takes what comes in.
  @FunctionalInterface
  interface Receiver {
    /// A packet came in; its buffer has an array, may be changed, and is used again afterwards.
    void onPacket(int localPort, InetSocketAddress source, ByteBuffer packet);
  }

  /// Opens a port and the one above, both or none.
  boolean open(int rtpPort, AddressFamily family);

  /// Closes both; they can be opened again at once.
  void close(int rtpPort);

  /// Sends or, where the operating system does not take it now, drops.
  void send(int fromPort, ByteBuffer packet, InetSocketAddress to);

  /// Hands over at most one packet of every socket that has one; waits for the first.
  ///
  /// @param waitMillis how long to wait, 0 for not at all
  /// @return how many sockets had one
  int poll(long waitMillis, Receiver receiver) throws IOException;

  /// Ends a wait, now or the next. For any thread.
  void wakeUp();

  /// Packets that the operating system did not take.
  long unsent();

  @Override
  void close();
}
