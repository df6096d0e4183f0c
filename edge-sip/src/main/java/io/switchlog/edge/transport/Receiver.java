package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.wire.sip.ParseResult;

/// Who takes what the sockets of a loop received; called on that loop's thread only.
public interface Receiver {
  /// A datagram, or one message cut from a stream.
  void received(byte[] message, Source source);

  /// A stream in which no further message can be found; it is closed when this returns, after what
  /// was written to it meanwhile.
  void broken(Source source, ParseResult.Malformed problem);

  /// The sockets have handed over all that was there to read; now is the time to write.
  void idle();
}
