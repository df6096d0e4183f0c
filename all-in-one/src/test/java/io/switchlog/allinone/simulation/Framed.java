package io.switchlog.allinone.simulation;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.EmulatedNetwork;
import io.switchlog.wire.sip.Limits;
import io.switchlog.wire.sip.StreamFraming;
import java.util.HashMap;
import java.util.Map;

/// Cuts what comes over streams into messages. Of a message whose stream broke nothing is left.
final class Framed implements EmulatedNetwork.Receiver {
  private final EmulatedNetwork.Receiver messages;
  private final Map<Address, StreamFraming> streams = new HashMap<>();

  /// @param messages takes what is whole
  Framed(EmulatedNetwork.Receiver messages) {
    this.messages = messages;
  }

  @Override
  public void receive(byte[] bytes, Address from) {
    StreamFraming framing = streams.computeIfAbsent(from, _ -> new StreamFraming(Limits.DEFAULT));
    for (StreamFraming.Frame frame : framing.feed(bytes, 0, bytes.length)) {
      switch (frame) {
        case StreamFraming.Frame.Message(byte[] message) -> messages.receive(message, from);
        case StreamFraming.Frame.Ping() -> {}
        case StreamFraming.Frame.Broken broken ->
            throw new IllegalStateException("nobody sends such a stream: " + broken);
      }
    }
  }

  @Override
  public void closed(Address other) {
    streams.remove(other);
    messages.closed(other);
  }
}
