package io.switchlog.wire.sip.transaction;

/// What can happen to a client transaction after its request was handed over.
///
/// @param <M> a message
public sealed interface ClientInput<M> {
  /// A 1xx came.
  record Provisional<M>(M response) implements ClientInput<M> {}

  /// A 2xx came.
  record Success<M>(M response) implements ClientInput<M> {}

  /// A 3xx to 6xx came.
  record Failure<M>(M response) implements ClientInput<M> {}

  /// The transport could not send what it was given.
  record TransportFailed<M>() implements ClientInput<M> {}

  /// A timer ran out.
  record Fired<M>(Timer timer) implements ClientInput<M> {}

  /// The input for a received response, by its status code (100..699).
  static <M> ClientInput<M> received(int status, M response) {
    if (status < 200) {
      return new Provisional<>(response);
    }
    return status < 300 ? new Success<>(response) : new Failure<>(response);
  }
}
