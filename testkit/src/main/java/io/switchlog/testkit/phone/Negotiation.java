package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.MediaDescription;
import io.switchlog.wire.sdp.Origin;
import io.switchlog.wire.sdp.Rtpmap;
import io.switchlog.wire.sdp.SdpParser;
import io.switchlog.wire.sdp.SdpResult;
import io.switchlog.wire.sdp.SessionDescription;
import io.switchlog.wire.sip.ContentType;
import io.switchlog.wire.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One side of offer and answer (RFC 3264): makes descriptions of one G.711 stream and checks those
/// that come.
final class Negotiation {
  private final Address media;
  private final long sessionId;
  private final Consumer<String> complain;
  private long version;
  private String lastText = "";
  private Direction wanted = Direction.SENDRECV;
  private boolean offered;
  private @Nullable SessionDescription remote;
  private String remoteText = "";

  Negotiation(Address media, long sessionId, Consumer<String> complain) {
    this.media = media;
    this.sessionId = sessionId;
    this.complain = complain;
  }

  /// Whether an offer of ours is open.
  boolean isOffering() {
    return offered;
  }

  /// What the other side described last, or null.
  @Nullable SessionDescription remote() {
    return remote;
  }

  /// Opens an offer.
  byte[] offer(Direction direction) {
    offered = true;
    wanted = direction;
    return described("m=audio " + media.port() + " RTP/AVP 0 8\r\n" + codecs(), direction);
  }

  /// The offer came to nothing.
  void dropOffer() {
    offered = false;
  }

  /// The description in a message, or null where it has none; an unreadable one is complained of.
  @Nullable SessionDescription in(SipMessage message) {
    ContentType type = message.contentType();
    if (message.bodyLength() == 0 || type == null || !type.isSdp()) {
      return null;
    }
    return switch (SdpParser.parse(message.body())) {
      case SdpResult.Parsed(SessionDescription description) -> description;
      case SdpResult.Malformed malformed -> {
        complain.accept("unreadable session description: " + malformed);
        yield null;
      }
    };
  }

  /// Answers an offer: the audio that we can do, each other medium refused in its place.
  byte[] answer(SessionDescription offer) {
    take(offer);
    StringBuilder streams = new StringBuilder();
    Direction direction = Direction.SENDRECV;
    boolean taken = false;
    for (MediaDescription medium : offer.media()) {
      boolean take = !taken && medium.media().equals("audio") && !medium.isRejected();
      taken |= take;
      streams.append("m=").append(medium.media()).append(' ').append(take ? media.port() : 0);
      streams.append(' ').append(medium.protocol());
      if (take) {
        direction = offer.direction(medium).reversed();
        for (Rtpmap codec : medium.codecs()) {
          if (codec.isEncoding("PCMU") || codec.isEncoding("PCMA")) {
            streams.append(' ').append(codec.payloadType());
          }
        }
        streams.append("\r\n").append(codecs());
      } else {
        streams.append(' ').append(medium.formats().getFirst()).append("\r\n");
      }
    }
    return described(streams.toString(), direction);
  }

  /// Takes the answer to our offer and holds it against it (RFC 3264 section 6).
  void accept(SessionDescription answer) {
    if (!offered) {
      complain.accept("an answer without an offer");
    }
    offered = false;
    take(answer);
    if (answer.media().size() != 1) {
      complain.accept("one medium was offered, answered " + answer.media().size());
      return;
    }
    MediaDescription medium = answer.media().getFirst();
    Direction theirs = answer.direction(medium);
    if ((theirs.receives() && !wanted.sends()) || (theirs.sends() && !wanted.receives())) {
      complain.accept("offered " + wanted + ", answered " + theirs);
    }
    if (medium.isRejected()) {
      complain.accept("the audio was refused inside a 2xx");
    }
  }

  /// An answer in a provisional response: what the final one says again.
  void preview(SessionDescription answer) {
    take(answer);
  }

  /// RFC 3264 section 8: a new description has the session's id, and a higher version where it
  /// differs.
  private void take(SessionDescription next) {
    String text = next.toString();
    SessionDescription before = remote;
    if (before != null) {
      Origin was = before.origin();
      Origin is = next.origin();
      long rise = number(is.sessionVersion()) - number(was.sessionVersion());
      boolean same = is.sessionId().equals(was.sessionId()) && is.username().equals(was.username());
      if (!same || rise < 0 || (rise == 0 && !text.equals(remoteText))) {
        complain.accept("o=" + was.value() + " was followed by o=" + is.value());
      }
    }
    remote = next;
    remoteText = text;
  }

  private static long number(String decimal) {
    return Long.parseUnsignedLong(decimal);
  }

  private static String codecs() {
    return "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n";
  }

  private byte[] described(String streams, Direction direction) {
    String rest =
        "s=-\r\nc=IN IP4 "
            + media.host()
            + "\r\nt=0 0\r\n"
            + streams
            + "a="
            + direction.attributeName()
            + "\r\n";
    if (!rest.equals(lastText)) {
      lastText = rest;
      version++;
    }
    String origin = "v=0\r\no=- " + sessionId + ' ' + version + " IN IP4 " + media.host() + "\r\n";
    return (origin + rest).getBytes(StandardCharsets.UTF_8);
  }
}
