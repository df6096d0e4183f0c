package io.switchlog.control.core.call.state;

import io.switchlog.schemas.Bytes;
import org.jspecify.annotations.Nullable;

/// The first offer and its answer, exchanged in an early dialog by progress that got its PRACK (RFC
/// 3262 section 5), and what followed it there.
///
/// @param session our side of it
/// @param changed whether the peer has made another offer since, which we answered: what it said
///   before, and says in its 2xx, is of the past then
public record EarlyAgreement(OurSession session, boolean changed) {

  /// The first exchange is complete.
  ///
  /// @param body our description in it
  /// @param version that description's
  public static EarlyAgreement on(Bytes body, long version) {
    return new EarlyAgreement(
        OurSession.of(version - 1, Bytes.EMPTY).saying(body), /* changed= */ false);
  }

  /// Whether the peer has made another offer since; not where nothing is agreed on.
  public static boolean hasChanged(@Nullable EarlyAgreement agreement) {
    return agreement != null && agreement.changed();
  }

  /// Another offer of the peer's was answered.
  public EarlyAgreement answering(Bytes body) {
    return new EarlyAgreement(session.saying(body), /* changed= */ true);
  }
}
