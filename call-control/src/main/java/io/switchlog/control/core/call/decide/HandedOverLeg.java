package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;

/// Another call decides for the leg: what arrives for it is sent on before it comes here, and news
/// of nodes reaches that call by itself.
final class HandedOverLeg {
  private HandedOverLeg() {}

  static Decision decide(LegInput input) {
    return input.unfit();
  }
}
