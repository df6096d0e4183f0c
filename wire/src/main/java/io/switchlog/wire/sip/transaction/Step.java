package io.switchlog.wire.sip.transaction;

import java.util.List;

/// The outcome of one input.
///
/// @param <S> the machine's states
/// @param <M> a message
/// @param outputs what to do now, in order; empty where the input was absorbed
public record Step<S, M>(S next, List<Output<M>> outputs) {
  static <S, M> Step<S, M> stay(S state) {
    return new Step<>(state, List.of());
  }
}
