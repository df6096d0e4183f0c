package io.switchlog.wire.sip.transaction;

/// What can happen to a server transaction after the request that made it.
///
/// @param <M> a message
public sealed interface ServerInput<M> {
  /// The request came again.
  record Repeated<M>() implements ServerInput<M> {}

  /// An ACK came that matches this INVITE.
  record AckReceived<M>(M ack) implements ServerInput<M> {}

  /// The user sends a 1xx.
  record SendProvisional<M>(int status, M response) implements ServerInput<M> {}

  /// The user sends a 2xx.
  record SendSuccess<M>(int status, M response) implements ServerInput<M> {}

  /// The user sends a 3xx to 6xx.
  record SendFailure<M>(int status, M response) implements ServerInput<M> {}

  /// The transport could not send what it was given, backup addresses included.
  record TransportFailed<M>() implements ServerInput<M> {}

  /// A timer ran out.
  record Fired<M>(Timer timer) implements ServerInput<M> {}

  /// The input for a response of the user's, by its status code (100..699).
  static <M> ServerInput<M> send(int status, M response) {
    if (status < 200) {
      return new SendProvisional<>(status, response);
    }
    return status < 300 ? new SendSuccess<>(status, response) : new SendFailure<>(status, response);
  }
}
