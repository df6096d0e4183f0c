package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.trace.MessageTraced;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that leaves a core: messages with their traces, facts with their outcomes. Knows from the
/// outcomes whether the bus takes facts at all.
final class Outbox {
  /// A bus that has kept a fact waiting for so long takes no new calls.
  static final long SLOW_MILLIS = 2_000;

  private static final String NOTHING = "";

  private final Effects effects;
  private final EdgeCounters counters;
  private final Listeners listeners;
  private final boolean trace;

  /// Facts under way, oldest first.
  private final Map<Long, UnderWay> underWay = new LinkedHashMap<>();

  private long lastToken;

  /// @param answers the key of the server transaction to be refused if the fact is lost; empty for
  ///   none
  private record UnderWay(long sinceMillis, String answers) {}

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

  /// Traces a message that came in.
  void received(CallId call, int leg, byte[] message, Source source) {
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

  /// Publishes a fact whose loss nobody is told of.
  void publish(long nowMillis, CallId call, CallInput fact) {
    publish(nowMillis, call, fact, NOTHING);
  }

  /// Publishes a fact that a server transaction waits for.
  void publish(long nowMillis, CallId call, CallInput fact, String answers) {
    long token = ++lastToken;
    underWay.put(token, new UnderWay(nowMillis, answers));
    counters.add(Counter.FACTS_PUBLISHED);
    effects.publish(call, fact, token);
  }

  /// Takes an outcome; gives the key of the transaction to refuse, empty for none.
  String outcome(long token, boolean published) {
    UnderWay done = underWay.remove(token);
    if (published || done == null) {
      return NOTHING;
    }
    counters.add(Counter.FACTS_LOST);
    return done.answers;
  }

  /// Whether the oldest fact under way waits for too long.
  boolean isSlow(long nowMillis) {
    if (underWay.isEmpty()) {
      return false;
    }
    UnderWay oldest = underWay.values().iterator().next();
    return nowMillis - oldest.sinceMillis > SLOW_MILLIS;
  }

  int factsUnderWay() {
    return underWay.size();
  }
}
