package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.media.AddressFamily;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// What a [MediaCore] asks of the world. All calls come from within a call into the core, on the
/// core's thread. The implementer
///
/// - must not call back into the core,
/// - must not block,
/// - must not keep a packet: its buffer is used again as soon as [#send] returns,
/// - leaves the position and limit of a packet as found.
public interface MediaOutlet extends MediaReports {

  /// A bug of ours was come upon in a call's business. The call has been dealt with and told of;
  /// this is for people.
  void bug(CallId call, RuntimeException bug);

  /// Opens `rtpPort` and the port above it for a leg. False where the operating system refuses one
  /// of them; then neither is open and the core tries another pair.
  boolean open(int rtpPort, AddressFamily family);

  /// Closes both ports of a pair that is open.
  void close(int rtpPort);

  /// Sends the bytes between position and limit from a port that is open. A packet that cannot be
  /// sent is lost, as on any network.
  void send(int fromPort, ByteBuffer packet, InetSocketAddress to);
}
