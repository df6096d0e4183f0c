package io.switchlog.control.core.session;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.MediaDescription;
import io.switchlog.wire.sdp.Rtpmap;
import io.switchlog.wire.sdp.SdpParser;
import io.switchlog.wire.sdp.SdpResult;
import io.switchlog.wire.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the exchange says where it is itself the other party: G.711 in the offerer's order, with
/// telephone events where they were offered (RFC 3264 section 6.1, RFC 4733).
public final class OwnSession {
  private static final List<Payload> OFFERED =
      List.of(
          new Payload(0, "PCMU", 8000),
          new Payload(8, "PCMA", 8000),
          new Payload(101, "telephone-event", 8000));

  private OwnSession() {}

  /// The `o=` version of a description of ours; 0 where it has none.
  public static long versionOf(Bytes description) {
    return description
        .toString()
        .lines()
        .filter(line -> line.startsWith("o="))
        .map(line -> line.split(" ", 4))
        .filter(parts -> parts.length == 4)
        .mapToLong(parts -> Long.parseLong(parts[2]))
        .findFirst()
        .orElse(0);
  }

  /// What we offer.
  public static List<Payload> offeredPayloads() {
    return OFFERED;
  }

  /// The payload types that we take of an offer: its first G.711, and its telephone events. Empty
  /// where no G.711 is among them.
  public static List<Payload> acceptable(Audio offer) {
    return acceptable(offer, List.of());
  }

  /// As above, but the G.711 that is in use already where the offer has it still.
  public static List<Payload> acceptable(Audio offer, List<Payload> inUse) {
    @Nullable Payload codec = null;
    @Nullable Payload events = null;
    for (Payload payload : offer.payloads()) {
      boolean narrow = payload.clockRate() == 8000;
      if (narrow
          && isG711(payload.encoding())
          && (codec == null || (!inUse.contains(codec) && inUse.contains(payload)))) {
        codec = payload;
      } else if (events == null
          && narrow
          && payload.encoding().equalsIgnoreCase("telephone-event")) {
        events = payload;
      }
    }
    if (codec == null) {
      return List.of();
    }
    return events == null ? List.of(codec) : List.of(codec, events);
  }

  private static boolean isG711(String encoding) {
    return encoding.equalsIgnoreCase("PCMU") || encoding.equalsIgnoreCase("PCMA");
  }

  /// The packet duration to use towards a peer: what it asked for where we can make it, else 20.
  public static int ptimeMillis(RelayedSession peer) {
    Integer asked = peer.medium().ptimeMillis();
    return asked != null && asked >= 10 && asked <= 60 ? asked : 20;
  }

  /// Our answer to an offer: every other stream refused in its place.
  ///
  /// @param inUse what the two have agreed on before; nothing for a first answer
  public static Bytes answer(
      RelayedSession offer,
      List<Payload> inUse,
      LocalEndpoint endpoint,
      long sessionId,
      long version) {
    return answerWith(offer, acceptable(offer.audio(), inUse), endpoint, sessionId, version);
  }

  /// As above, with these payload types and no others.
  public static Bytes answerWith(
      RelayedSession offer,
      List<Payload> payloads,
      LocalEndpoint endpoint,
      long sessionId,
      long version) {
    Audio audio = offer.audio();
    Direction direction = Direction.of(audio.sends(), audio.receives()).reversed();
    StringBuilder text = head(endpoint.host(), sessionId, version);
    List<MediaDescription> media = offer.description().media();
    for (int i = 0; i < media.size(); i++) {
      MediaDescription medium = media.get(i);
      if (i == offer.audioIndex() && !medium.isRejected()) {
        audio(text, medium.protocol(), endpoint.rtpPort(), payloads, direction, ptimeMillis(offer));
      } else {
        refused(text, medium);
      }
    }
    return Bytes.of(text.toString());
  }

  /// An answer that refuses every stream (RFC 3264 section 6). Empty where the offer is malformed.
  public static Bytes refusal(Bytes offer, String host, long sessionId, long version) {
    if (!(SdpParser.parse(offer.array()) instanceof SdpResult.Parsed(SessionDescription read))) {
      return Bytes.EMPTY;
    }
    StringBuilder text = head(host, sessionId, version);
    read.media().forEach(medium -> refused(text, medium));
    return Bytes.of(text.toString());
  }

  private static void refused(StringBuilder text, MediaDescription medium) {
    line(
        text,
        "m="
            + medium.media()
            + " 0 "
            + medium.protocol()
            + ' '
            + String.join(" ", medium.formats()));
  }

  /// Our offer, for a peer that asks for one.
  public static Bytes offer(LocalEndpoint endpoint, long sessionId, long version) {
    return offer(endpoint, OFFERED, sessionId, version);
  }

  /// Our offer of some payloads.
  public static Bytes offer(
      LocalEndpoint endpoint, List<Payload> payloads, long sessionId, long version) {
    StringBuilder text = head(endpoint.host(), sessionId, version);
    audio(text, "RTP/AVP", endpoint.rtpPort(), payloads, Direction.SENDRECV, 20);
    return Bytes.of(text.toString());
  }

  private static StringBuilder head(String host, long sessionId, long version) {
    String at = (host.indexOf(':') >= 0 ? "IP6 " : "IP4 ") + host;
    StringBuilder text = new StringBuilder(320);
    line(text, "v=0");
    line(text, "o=- " + Long.toUnsignedString(sessionId) + ' ' + version + " IN " + at);
    line(text, "s=-");
    line(text, "c=IN " + at);
    line(text, "t=0 0");
    return text;
  }

  private static void audio(
      StringBuilder text,
      String protocol,
      int port,
      List<Payload> payloads,
      Direction direction,
      int ptimeMillis) {
    List<String> formats = new ArrayList<>();
    payloads.forEach(payload -> formats.add(Integer.toString(payload.type())));
    line(text, "m=audio " + port + ' ' + protocol + ' ' + String.join(" ", formats));
    for (Payload payload : payloads) {
      line(
          text,
          "a="
              + "rtpmap:"
              + new Rtpmap(payload.type(), payload.encoding(), payload.clockRate(), 1).content());
      if (payload.encoding().equalsIgnoreCase("telephone-event")) {
        line(text, "a=fmtp:" + payload.type() + " 0-15");
      }
    }
    line(text, "a=ptime:" + ptimeMillis);
    line(text, "a=" + direction.attributeName());
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }
}
