package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.trace.MessageTraced;
import org.jspecify.annotations.Nullable;

/// What a core wants done. The implementer
///
/// - must not block and must not call back into the core before the core's method has returned;
/// - keeps the arrays handed over unchanged, and may keep them;
/// - keeps a fact that is not repeatable until the bus has it, and says the facts of a partition in
///   the order in which it got them;
/// - reports each publication once through [EdgeCore#onPublishOutcome];
/// - reports each answer of the domain name system once through [EdgeCore#onLookedUp];
/// - reports a request that cannot be sent through [EdgeCore#onTransportFailure], and one whose
///   connection ended after it through [EdgeCore#onConnectionClosed].
public interface Effects {
  /// Sends a message.
  ///
  /// @param message the bytes of one message
  /// @param target where it goes
  /// @param transaction names the client transaction that wants to know of a failure; null: nobody
  ///   does
  void send(byte[] message, Target target, @Nullable String transaction);

  /// Whether a connection of this edge is open.
  ///
  /// @param connection the edge's name for it
  boolean isOpen(String connection);

  /// Tells when a connection of this edge ends, by [EdgeCore#onConnectionClosed], maybe twice; at
  /// once where it is not open.
  ///
  /// @param connection the edge's name for it
  /// @param name given back
  void watch(String connection, String name);

  /// Asks the domain name system.
  ///
  /// @param name without a dot at its end
  /// @param token given back with the answer
  void lookUp(String name, DnsType type, long token);

  /// Publishes a fact.
  ///
  /// @param aggregate whom it is about: the record's key
  /// @param fact what was seen
  /// @param repeatable whether its sender is told of a failure and tries again: it is not kept, but
  ///   fails within seconds. Anything else fails only where there is no room to keep it
  /// @param token given back with the outcome
  void publish(AggregateId aggregate, AggregateInput fact, boolean repeatable, long token);

  /// Whether there is room to keep the fact of a message that came in.
  boolean hasRoom();

  /// The partition of an aggregate's facts in its log, -1 while it is not known. It never changes.
  int partitionOf(AggregateId aggregate);

  /// Whether call control reads a partition so late that new calls would wait.
  ///
  /// @param partition as [#partitionOf] has it for a call
  boolean isBehind(int partition);

  /// Whether all users are known who there were when the node began to read them.
  boolean knowsUsers();

  /// A user; null where there is none of that name.
  @Nullable User user(String realm, String name);

  /// Nothing of a source is heard outside dialogs for a while: people are told.
  ///
  /// @param why what it did, for people
  void banned(Source source, int seconds, String why);

  /// A request is refused because somebody cannot keep up: people are told.
  ///
  /// @param why who that is, and what to do, for people
  void refusing(String why);

  /// Publishes a message of a call as it crossed the edge.
  void trace(CallId call, MessageTraced message);
}
