package io.switchlog.edge.core;

import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.transaction.ClientInput;
import io.switchlog.wire.sip.transaction.InviteClient;
import io.switchlog.wire.sip.transaction.InviteServer;
import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.NonInviteClient;
import io.switchlog.wire.sip.transaction.NonInviteServer;
import io.switchlog.wire.sip.transaction.ServerInput;
import io.switchlog.wire.sip.transaction.Timers;
import io.switchlog.wire.sip.transaction.Transport;

/// The four transaction machines for one kind of transport; immutable, shared by all transactions.
record Machines(
    InviteServer<byte[]> inviteServer,
    NonInviteServer<byte[]> otherServer,
    InviteClient<ClientMessage> inviteClient,
    NonInviteClient<ClientMessage> otherClient) {
  private static final Machines RELIABLE = over(Transport.RELIABLE);
  private static final Machines UNRELIABLE = over(Transport.UNRELIABLE);

  private static Machines over(Transport kind) {
    return new Machines(
        new InviteServer<>(Timers.DEFAULT, kind),
        new NonInviteServer<>(Timers.DEFAULT, kind),
        new InviteClient<>(Timers.DEFAULT, kind),
        new NonInviteClient<>(Timers.DEFAULT, kind));
  }

  /// The machine that answers requests of a method.
  Machine<?, ServerInput<byte[]>, byte[]> server(String method) {
    return method.equals(Methods.INVITE) ? inviteServer : otherServer;
  }

  /// The machine that sees requests of a method through.
  Machine<?, ClientInput<ClientMessage>, ClientMessage> client(String method) {
    return method.equals(Methods.INVITE) ? inviteClient : otherClient;
  }

  static Machines over(io.switchlog.schemas.Transport transport) {
    return transport.isReliable() ? RELIABLE : UNRELIABLE;
  }
}
