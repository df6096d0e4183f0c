package io.switchlog.wire.sip.transaction;

import java.time.Duration;

/// What a transaction wants done. The driver carries outputs out in the order given.
///
/// @param <M> a message, opaque to the machines
public sealed interface Output<M> {
  /// Give the message to the transport.
  record Send<M>(M message) implements Output<M> {}

  /// Give the message to the transport again: a timer ran out, or what it answers was repeated.
  record Resend<M>(M message) implements Output<M> {}

  /// Build the ACK to this failure by RFC 3261 section 17.1.1.3 and give it to the transport.
  record SendAck<M>(M request, M response) implements Output<M> {}

  /// A 100 is owed and the user has said nothing: build it and hand it back as
  /// [ServerInput.SendProvisional], so that it is resent when the request is.
  record AnswerTrying<M>(M request) implements Output<M> {}

  /// Tell the user of a request: the one that made the transaction, or an ACK to a 2xx.
  record PassRequest<M>(M request) implements Output<M> {}

  /// Tell the user of a response.
  record PassResponse<M>(M response) implements Output<M> {}

  /// Tell the user that what was awaited (a response, an ACK) never came.
  record PassTimeout<M>() implements Output<M> {}

  /// Tell the user that a message could not be sent.
  record PassTransportError<M>() implements Output<M> {}

  /// Run a timer of this transaction, in place of one of the same name that still runs.
  record SetTimer<M>(Timer timer, Duration after) implements Output<M> {}

  /// Stop a timer; nothing to do where it does not run.
  record StopTimer<M>(Timer timer) implements Output<M> {}

  /// Forget the transaction and whatever timers are left. Always the last output.
  record Terminated<M>() implements Output<M> {}
}
