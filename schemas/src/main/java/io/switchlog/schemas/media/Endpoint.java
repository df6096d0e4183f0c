package io.switchlog.schemas.media;

import io.switchlog.schemas.LegId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One leg's RTP session.
///
/// @param leg whose it is
/// @param family the family of the address that the leg needs
/// @param local where the leg was promised to be heard, out of a lease; null where the node chooses
/// @param remote where the leg wants its RTP, null while its session description is not known
/// @param payloads the payload types agreed on, empty while not known: then any is relayed
/// @param receives whether packets from the leg are taken
/// @param sends whether packets are sent to the leg
/// @param source what the leg hears
/// @param ptimeMillis packet duration for what the node makes itself, 10 to 60
/// @param rtpTimeoutMillis after how long of silence on all legs the call counts as left, 0 for
///   never; the longest among the call's endpoints counts, see [MediaPlan#silenceMillis]
public record Endpoint(
    LegId leg,
    AddressFamily family,
    @Nullable LocalAddress local,
    @Nullable RemoteAddress remote,
    List<Payload> payloads,
    boolean receives,
    boolean sends,
    Source source,
    int ptimeMillis,
    int rtpTimeoutMillis) {
  public Endpoint {
    payloads = List.copyOf(payloads);
  }

  /// A leg whose port the node chooses.
  public Endpoint(
      LegId leg,
      AddressFamily family,
      @Nullable RemoteAddress remote,
      List<Payload> payloads,
      boolean receives,
      boolean sends,
      Source source,
      int ptimeMillis,
      int rtpTimeoutMillis) {
    this(
        leg,
        family,
        null,
        remote,
        payloads,
        receives,
        sends,
        source,
        ptimeMillis,
        rtpTimeoutMillis);
  }

  /// The same leg, heard at an address that was promised; null: where the node chooses.
  public Endpoint at(@Nullable LocalAddress promised) {
    return with(promised, payloads, ptimeMillis, rtpTimeoutMillis);
  }

  /// The same leg with these payload types.
  public Endpoint withPayloads(List<Payload> agreed) {
    return with(local, agreed, ptimeMillis, rtpTimeoutMillis);
  }

  /// The same leg, what the node makes for it in packets of another duration.
  public Endpoint withPtimeMillis(int millis) {
    return with(local, payloads, millis, rtpTimeoutMillis);
  }

  /// The same leg, silent for at most another time.
  public Endpoint withRtpTimeoutMillis(int millis) {
    return with(local, payloads, ptimeMillis, millis);
  }

  /// The same leg, hearing something else.
  public Endpoint hearing(Source other) {
    return new Endpoint(
        leg,
        family,
        local,
        remote,
        payloads,
        receives,
        sends,
        other,
        ptimeMillis,
        rtpTimeoutMillis);
  }

  private Endpoint with(
      @Nullable LocalAddress newLocal, List<Payload> newPayloads, int ptime, int rtpTimeout) {
    return new Endpoint(
        leg, family, newLocal, remote, newPayloads, receives, sends, source, ptime, rtpTimeout);
  }
}
