package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.Retransmission;
import io.switchlog.wire.sip.transaction.Timer;

/// A response of ours that is sent again until its ACK or PRACK comes.
abstract class Resending extends Transaction<Retransmission.Input<byte[]>, byte[]> {
  private final Kit kit;
  private final CallId call;
  private final LegId leg;
  private final Target target;

  Resending(Kit kit, Retransmission<byte[]> machine, CallId call, LegId leg, Target target) {
    super(kit.wakeUps(), machine);
    this.kit = kit;
    this.call = call;
    this.leg = leg;
    this.target = target;
  }

  /// Neither came for 64*T1.
  abstract void missing(long nowMillis);

  @Override
  final Retransmission.Input<byte[]> fired(Timer timer) {
    return new Retransmission.Input.Fired<>(timer);
  }

  @Override
  final void giveUp(long nowMillis) {
    end();
  }

  @Override
  final void carryOut(long nowMillis, Output<byte[]> output) {
    if (output instanceof Output.Resend<byte[]>(byte[] message)) {
      kit.count(Counter.ANSWERS_RESENT);
      kit.outbox().resend(call, leg.value(), message, target, null);
    } else if (output instanceof Output.PassTimeout<byte[]>) {
      missing(nowMillis);
    }
  }
}
