package io.switchlog.control.core.call.state;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Content;
import org.jspecify.annotations.Nullable;

/// Our side of the session with a leg.
///
/// @param version how many session descriptions we sent it (RFC 3264 section 8)
/// @param agreed the one in force, empty before there is one
/// @param open an offer of our own without a final response, null for none
/// @param deferrals how many offers of our own met one of the leg's since the last agreement
/// @param deferred the latest of those, to be made again; empty for none
public record OurSession(
    long version, Bytes agreed, @Nullable Reoffer open, int deferrals, Bytes deferred) {
  public static final OurSession NONE = of(0, Bytes.EMPTY);

  /// One in which nothing is open.
  public static OurSession of(long version, Bytes agreed) {
    return new OurSession(version, agreed, null, 0, Bytes.EMPTY);
  }

  private OurSession with(long newVersion, Bytes nowAgreed, @Nullable Reoffer nowOpen) {
    return new OurSession(newVersion, nowAgreed, nowOpen, deferrals, deferred);
  }

  private static OurSession agreedOn(long version, Bytes body, @Nullable Reoffer open) {
    return new OurSession(version, body, open, 0, Bytes.EMPTY);
  }

  /// A re-INVITE of our own.
  public record Reoffer(long cseq, Content content) {}

  public long nextVersion() {
    return version + 1;
  }

  /// A description is sent and in force: an answer, or an offer that the peer asked for.
  public OurSession saying(Bytes body) {
    return body.isEmpty() ? this : agreedOn(version + 1, body, open);
  }

  /// An offer is sent. It is in force when it is agreed to.
  public OurSession offering(Bytes body) {
    return body.isEmpty() ? this : with(version + 1, agreed, open);
  }

  /// The peer agreed to what was offered.
  public OurSession agreeing(Bytes body) {
    return body.isEmpty() ? this : agreedOn(version, body, open);
  }

  /// An offer of our own is sent; one that is as agreed has its version (RFC 4028 section 7.4).
  public OurSession reoffering(Reoffer reoffer) {
    boolean changes = !reoffer.content().body().equals(agreed);
    return with(changes ? version + 1 : version, agreed, reoffer);
  }

  /// The open offer is sent once more, as it was.
  public OurSession reofferingAs(long cseq) {
    return open == null ? this : with(version, agreed, new Reoffer(cseq, open.content()));
  }

  /// Whether the open offer says what is agreed, to refresh the session.
  public boolean isRefreshing() {
    return open != null && open.content().body().equals(agreed);
  }

  /// The open offer came to nothing, and nothing is to be said in its place.
  public OurSession withoutOffer() {
    return with(version, agreed, null);
  }

  /// The open offer is agreed to.
  public OurSession reoffered() {
    return open == null ? this : agreedOn(version, open.content().body(), null);
  }

  /// The open offer came to nothing, and is to be made again.
  public OurSession deferring() {
    Bytes met = open == null ? deferred : open.content().body();
    return new OurSession(version, agreed, null, deferrals + 1, met);
  }
}
