package io.switchlog.control.core.session;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.wire.sdp.Anchor;
import io.switchlog.wire.sdp.Connection;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.MediaDescription;
import io.switchlog.wire.sdp.Origin;
import io.switchlog.wire.sdp.RtcpAddress;
import io.switchlog.wire.sdp.Rtpmap;
import io.switchlog.wire.sdp.SdpParser;
import io.switchlog.wire.sdp.SdpResult;
import io.switchlog.wire.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer's session description that has one audio stream we can carry: the first that is offered
/// over an RTP profile. All other streams are refused in their place (RFC 3264 section 6).
public final class RelayedSession {
  private final SessionDescription description;
  private final int audioIndex;

  private RelayedSession(SessionDescription description, int audioIndex) {
    this.description = description;
    this.audioIndex = audioIndex;
  }

  /// Reads a description; null where it is malformed or has no audio over RTP.
  public static @Nullable RelayedSession read(Bytes text) {
    if (!(SdpParser.parse(text.array()) instanceof SdpResult.Parsed(SessionDescription read))) {
      return null;
    }
    int refused = -1;
    for (int i = 0; i < read.media().size(); i++) {
      MediaDescription medium = read.media().get(i);
      if (medium.media().equals("audio") && medium.protocol().startsWith("RTP/")) {
        if (!medium.isRejected()) {
          return new RelayedSession(read, i);
        }
        refused = refused < 0 ? i : refused;
      }
    }
    return refused < 0 ? null : new RelayedSession(read, refused);
  }

  SessionDescription description() {
    return description;
  }

  int audioIndex() {
    return audioIndex;
  }

  MediaDescription medium() {
    return description.media().get(audioIndex);
  }

  /// Whether its audio is plain RTP, which is all that the exchange itself can take part in.
  public boolean isPlain() {
    String protocol = medium().protocol();
    return protocol.equals("RTP/AVP") || protocol.equals("RTP/AVPF");
  }

  /// Whether its audio is turned down (RFC 3264 section 6).
  public boolean isRejected() {
    return medium().isRejected();
  }

  /// What a media plan needs to know of it.
  public Audio audio() {
    MediaDescription medium = medium();
    List<Payload> payloads = new ArrayList<>();
    for (Rtpmap codec : medium.codecs()) {
      payloads.add(new Payload(codec.payloadType(), codec.encoding().intern(), codec.clockRate()));
    }
    if (medium.isRejected()) {
      return new Audio(null, payloads, false, false);
    }
    Direction direction = description.direction(medium);
    boolean heldByAddress = description.isHeldByAddress(medium);
    return new Audio(
        remote(medium), payloads, direction.sends(), direction.receives() && !heldByAddress);
  }

  /// Whether its audio is at an endpoint, or refused and nowhere.
  public boolean isAt(LocalEndpoint endpoint) {
    RemoteAddress remote = audio().remote();
    return remote == null
        || (remote.host().equals(endpoint.host()) && remote.rtpPort() == endpoint.rtpPort());
  }

  /// A media node does not resolve names: a peer that gives one is found by its first packet.
  private @Nullable RemoteAddress remote(MediaDescription medium) {
    Connection at = description.connection(medium);
    if (at == null || at.isUnspecified() || !at.isNumeric()) {
      return null;
    }
    RtcpAddress rtcp = medium.rtcp();
    int rtcpPort = rtcp != null && rtcp.port() > 0 ? rtcp.port() : medium.port() + 1;
    return new RemoteAddress(at.address(), medium.port(), Math.min(rtcpPort, 65_535));
  }

  /// The description as the other leg gets it: our own origin, its audio at our endpoint, nothing
  /// left of where the peer is.
  ///
  /// @param sessionId the `o=` session id, the same for all descriptions sent to that leg
  /// @param version counted up with each
  public Bytes relayedTo(LocalEndpoint endpoint, long sessionId, long version) {
    List<MediaDescription> media = new ArrayList<>(description.media());
    for (int i = 0; i < media.size(); i++) {
      if (i != audioIndex) {
        media.set(i, media.get(i).withPort(0));
      }
    }
    Anchor anchor = Anchor.of(endpoint.host(), endpoint.rtpPort());
    SessionDescription relayed =
        description
            .withMedia(media)
            .withoutAttributes(RelayedSession::isBoundToTheTransport)
            .anchoredAt(Collections.nCopies(media.size(), anchor))
            .withOrigin(Origin.of("-", sessionId, version, endpoint.host()));
    return Bytes.of(relayed.toBytes());
  }

  /// Attributes that speak of the peer's own sockets: ICE (RFC 8839), and RTCP on the RTP port (RFC
  /// 5761), which our endpoints keep apart.
  private static boolean isBoundToTheTransport(String attribute) {
    return switch (attribute) {
      case "candidate",
          "remote-candidates",
          "end-of-candidates",
          "ice-ufrag",
          "ice-pwd",
          "ice-options",
          "ice-lite",
          "ice-mismatch",
          "ice-pacing",
          "rtcp-mux",
          "rtcp-mux-only" ->
          true;
      default -> false;
    };
  }
}
