package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.wire.token.SessionToken;
import org.jspecify.annotations.Nullable;

/// The messages that leave a core, and the traces of those that cross it.
final class Outbox {
  private final Effects effects;
  private final EdgeCounters counters;
  private final Listeners listeners;
  private final boolean trace;

  Outbox(Effects effects, EdgeCounters counters, Listeners listeners, boolean trace) {
    this.effects = effects;
    this.counters = counters;
    this.listeners = listeners;
    this.trace = trace;
  }

  /// Sends a message.
  ///
  /// @param call the call it belongs to; null: none, and it is not traced
  /// @param transaction the client transaction to be told of a failure
  void send(
      @Nullable CallId call, int leg, byte[] message, Target target, @Nullable String transaction) {
    send(call, leg, message, target, transaction, false);
  }

  /// Tells of the end of a connection.
  ///
  /// @param name given back
  void watch(String connection, String name) {
    effects.watch(connection, name);
  }

  /// Sends a message of a call again.
  void resend(CallId call, int leg, byte[] message, Target target, @Nullable String transaction) {
    send(call, leg, message, target, transaction, true);
  }

  private void send(
      @Nullable CallId call,
      int leg,
      byte[] message,
      Target target,
      @Nullable String transaction,
      boolean again) {
    counters.add(Counter.SENT);
    effects.send(message, target, transaction);
    if (trace && call != null) {
      trace(
          call,
          MessageTraced.Direction.SENT,
          target.listener(),
          target.transport(),
          Listener.hostPort(target.host(), target.port()),
          leg,
          again,
          message);
    }
  }

  /// Traces a message of a call that came in and was let in.
  void received(Arrival.OfCall arrival) {
    SessionToken token = arrival.token();
    int leg = token == null ? LegId.CALLER.value() : token.leg();
    received(arrival.call(), leg, arrival.bytes(), arrival.source());
  }

  private void received(CallId call, int leg, byte[] message, Source source) {
    if (trace) {
      trace(
          call,
          MessageTraced.Direction.RECEIVED,
          source.listener(),
          source.transport(),
          Listener.hostPort(source.host(), source.port()),
          leg,
          false,
          message);
    }
  }

  private void trace(
      CallId call,
      MessageTraced.Direction direction,
      String listener,
      io.switchlog.schemas.Transport transport,
      String remote,
      int leg,
      boolean resent,
      byte[] message) {
    Listener local = listeners.named(listener);
    effects.trace(
        call,
        new MessageTraced(
            direction,
            transport,
            local == null ? "" : local.hostPort(),
            remote,
            leg,
            resent,
            Bytes.of(message)));
  }
}
