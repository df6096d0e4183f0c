package io.switchlog.edge.core;

import io.switchlog.wire.sip.transaction.InviteClient;
import io.switchlog.wire.sip.transaction.InviteServer;
import io.switchlog.wire.sip.transaction.NonInviteClient;
import io.switchlog.wire.sip.transaction.NonInviteServer;
import io.switchlog.wire.sip.transaction.Timers;
import io.switchlog.wire.sip.transaction.Transport;

/// The four transaction machines for one kind of transport; immutable, shared by all transactions.
record Machines(
    InviteServer<byte[]> inviteServer,
    NonInviteServer<byte[]> otherServer,
    InviteClient<byte[]> inviteClient,
    NonInviteClient<byte[]> otherClient) {
  private static final Machines RELIABLE = over(Transport.RELIABLE);
  private static final Machines UNRELIABLE = over(Transport.UNRELIABLE);

  private static Machines over(Transport kind) {
    return new Machines(
        new InviteServer<>(Timers.DEFAULT, kind),
        new NonInviteServer<>(Timers.DEFAULT, kind),
        new InviteClient<>(Timers.DEFAULT, kind),
        new NonInviteClient<>(Timers.DEFAULT, kind));
  }

  static Machines over(io.switchlog.schemas.Transport transport) {
    return transport.isReliable() ? RELIABLE : UNRELIABLE;
  }
}
