package io.switchlog.control.core.session;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.wire.sdp.Anchor;
import io.switchlog.wire.sdp.Attribute;
import io.switchlog.wire.sdp.Connection;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.Line;
import io.switchlog.wire.sdp.MediaDescription;
import io.switchlog.wire.sdp.MediaLine;
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

  /// An answer of ours.
  ///
  /// @param payloads those that it takes of the offer
  public record Answer(Bytes description, List<Payload> payloads) {
    public Answer {
      payloads = List.copyOf(payloads);
    }
  }

  /// This description, which is one of ours, as the answer to a later offer of whoever has it (RFC
  /// 3264 section 8): in its place and with all that it says of its formats, but with those alone
  /// that are offered still, and the other way round than the offer goes (section 6.1).
  ///
  /// @param inUse the formats that may be used; empty: any of this one's
  /// @return null where the two are no plain audio in the same place, or have no format in common
  public @Nullable Answer answering(
      RelayedSession offer,
      List<Payload> inUse,
      LocalEndpoint endpoint,
      long sessionId,
      long version) {
    List<Payload> common = common(offer.audio().payloads(), inUse);
    if (!isPlain()
        || !offer.isPlain()
        || offer.audioIndex != audioIndex
        || offer.description.media().size() < description.media().size()
        || common.stream().allMatch(RelayedSession::isNoVoice)) {
      return null;
    }
    List<MediaDescription> media = new ArrayList<>(offer.description.media());
    media.replaceAll(medium -> medium.withPort(0));
    if (!offer.isRejected()) {
      media.set(audioIndex, saying(offer, common, endpoint.rtpPort()));
    }
    SessionDescription answer =
        description
            .withMedia(media)
            .anchoredAt(
                Collections.nCopies(media.size(), Anchor.of(endpoint.host(), endpoint.rtpPort())))
            .withOrigin(Origin.of("-", sessionId, version, endpoint.host()));
    return new Answer(Bytes.of(answer.toBytes()), common);
  }

  /// In the order of the offer (RFC 3264 section 6.1).
  private List<Payload> common(List<Payload> offered, List<Payload> inUse) {
    return offered.stream()
        .filter(payload ->
            isAmong(payload, audio().payloads()) && (inUse.isEmpty() || isAmong(payload, inUse)))
        .toList();
  }

  private static boolean isAmong(Payload payload, List<Payload> all) {
    return all.stream()
        .anyMatch(one ->
            one.type() == payload.type()
                && one.clockRate() == payload.clockRate()
                && one.encoding().equalsIgnoreCase(payload.encoding()));
  }

  /// Telephone events and comfort noise are no speech (RFC 4733, RFC 3389).
  private static boolean isNoVoice(Payload payload) {
    return payload.encoding().equalsIgnoreCase("telephone-event")
        || payload.encoding().equalsIgnoreCase("CN");
  }

  private MediaDescription saying(RelayedSession offer, List<Payload> payloads, int port) {
    List<String> formats =
        payloads.stream().map(payload -> Integer.toString(payload.type())).toList();
    List<Line> lines = new ArrayList<>();
    for (Line line : medium().lines()) {
      boolean isOfAnother =
          line instanceof Attribute(String name, String content, _)
              && content != null
              && (name.equals("rtpmap") || name.equals("fmtp"))
              && !formats.contains(content.split("\\s", 2)[0]);
      if (!isOfAnother) {
        lines.add(line);
      }
    }
    Audio audio = offer.audio();
    return new MediaDescription(
            MediaLine.of("audio", port, offer.medium().protocol(), formats), lines)
        .withDirection(Direction.of(audio.sends(), audio.receives()).reversed());
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
