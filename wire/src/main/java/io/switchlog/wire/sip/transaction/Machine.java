package io.switchlog.wire.sip.transaction;

/// A protocol machine as a pure function: immutable, and shared by all that runs through it.
///
/// @param <S> its states
/// @param <I> what can happen to it
/// @param <M> a message, opaque to it
public interface Machine<S, I, M> {
  /// The first step.
  ///
  /// @param message what it begins with: the request, or the response that is to be seen through
  Step<S, M> start(M message);

  /// Answers every input in every state; what has no meaning there is absorbed.
  Step<S, M> on(S state, I input);
}
