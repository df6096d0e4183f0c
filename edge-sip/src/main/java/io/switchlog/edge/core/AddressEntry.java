package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.ServerInput;
import io.switchlog.wire.sip.transaction.Timer;
import org.jspecify.annotations.Nullable;

/// The server transaction of a request about an address of record.
final class AddressEntry extends Transaction<ServerInput<byte[]>, byte[]> {
  private final AddressSide side;
  private final AggregateId address;
  private final ServerTransaction described;
  private final Target target;

  /// What answers are made from; let go with the final one, half a minute before the transaction.
  private @Nullable SipRequest request;

  AddressEntry(
      WakeUps wakeUps,
      AddressSide side,
      Machine<?, ServerInput<byte[]>, byte[]> machine,
      AggregateId address,
      ServerTransaction described,
      SipRequest request,
      Target target) {
    super(wakeUps, machine);
    this.side = side;
    this.address = address;
    this.described = described;
    this.request = request;
    this.target = target;
  }

  /// Sends a response by way of the machine.
  ///
  /// @return whether one could still be sent
  boolean respond(long nowMillis, int status, byte[] response) {
    if (request == null || isOver()) {
      return false;
    }
    if (status >= 200) {
      request = null;
      giveUpAt(WakeUps.NEVER);
    }
    step(nowMillis, ServerInput.send(status, response));
    return true;
  }

  /// The request while there is no final response to it; else null.
  @Nullable SipRequest request() {
    return request;
  }

  AggregateId address() {
    return address;
  }

  ServerTransaction described() {
    return described;
  }

  Target target() {
    return target;
  }

  @Override
  ServerInput<byte[]> fired(Timer timer) {
    return new ServerInput.Fired<>(timer);
  }

  @Override
  void giveUp(long nowMillis) {
    side.refuse(nowMillis, this);
  }

  @Override
  void carryOut(long nowMillis, Output<byte[]> output) {
    side.carryOut(nowMillis, this, output);
  }

  @Override
  void ended() {
    side.ended(this);
  }
}
