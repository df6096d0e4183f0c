package io.switchlog.wire.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One medium: its `m=` line and all lines up to the next (RFC 8866 section 5.14).
///
/// What the session may state for all media (connection, direction) is asked of the
/// [SessionDescription]; the accessors here tell only what this medium says itself.
///
/// @param lines the lines after `m=`, in order
public record MediaDescription(MediaLine head, List<Line> lines) {
  public MediaDescription {
    lines = List.copyOf(lines);
  }

  public String media() {
    return head.media();
  }

  /// 0..65535, 0 for a rejected or removed medium.
  public int port() {
    return head.port();
  }

  public int portCount() {
    return head.portCount();
  }

  public String protocol() {
    return head.protocol();
  }

  public List<String> formats() {
    return head.formats();
  }

  /// RFC 3264 section 6: port zero refuses the stream.
  public boolean isRejected() {
    return head.port() == 0;
  }

  public @Nullable Connection connection() {
    return Lines.first(lines, Connection.class);
  }

  public List<Bandwidth> bandwidths() {
    return Lines.all(lines, Bandwidth.class);
  }

  public List<Attribute> attributes() {
    return Lines.all(lines, Attribute.class);
  }

  public @Nullable Attribute attribute(String name) {
    return Lines.attribute(lines, name);
  }

  /// The map lines in the order written; lines that make no sense are left out.
  public List<Rtpmap> rtpmaps() {
    List<Rtpmap> maps = new ArrayList<>();
    for (Line line : lines) {
      if (line instanceof Attribute(String name, String content, _)
          && name.equals("rtpmap")
          && content != null) {
        Rtpmap map = Rtpmap.read(content);
        if (map != null) {
          maps.add(map);
        }
      }
    }
    return maps;
  }

  /// What a payload type means here: its map line, else the assignment of RFC 3551, else null.
  public @Nullable Rtpmap rtpmap(int payloadType) {
    for (Rtpmap map : rtpmaps()) {
      if (map.payloadType() == payloadType) {
        return map;
      }
    }
    return Rtpmap.ofStatic(payloadType);
  }

  /// The formats of the `m=` line as codecs, most preferred first; unknown numbers are left out.
  public List<Rtpmap> codecs() {
    List<Rtpmap> mapped = rtpmaps();
    List<Rtpmap> codecs = new ArrayList<>();
    for (String format : formats()) {
      int payloadType = (int) Tokens.decimal(format, 127);
      if (payloadType >= 0) {
        Rtpmap codec = Rtpmap.ofStatic(payloadType);
        for (Rtpmap map : mapped) {
          codec = map.payloadType() == payloadType ? map : codec;
        }
        if (codec != null) {
          codecs.add(codec);
        }
      }
    }
    return codecs;
  }

  /// The format parameters of a format (RFC 8866 section 6.15), or null.
  public @Nullable String fmtp(String format) {
    for (Line line : lines) {
      if (line instanceof Attribute(String name, String content, _)
          && name.equals("fmtp")
          && content != null) {
        int blank = content.indexOf(' ');
        if (blank == format.length() && content.startsWith(format)) {
          return content.substring(blank + 1).strip();
        }
      }
    }
    return null;
  }

  /// Milliseconds of media in a packet (RFC 8866 section 6.4), or null where not stated.
  public @Nullable Integer ptimeMillis() {
    String content = content("ptime");
    long millis = content == null ? -1 : Tokens.decimal(content, 10_000);
    return millis < 1 ? null : Integer.valueOf((int) millis);
  }

  /// The direction that this medium states itself, or null.
  public @Nullable Direction statedDirection() {
    return Lines.direction(lines);
  }

  /// The `rtcp` attribute (RFC 3605), or null.
  public @Nullable RtcpAddress rtcp() {
    String content = content("rtcp");
    return content == null ? null : RtcpAddress.read(content);
  }

  /// Whether RTP and RTCP may share a port (RFC 5761 section 5.1.1).
  public boolean rtcpMux() {
    return attribute("rtcp-mux") != null;
  }

  public MediaDescription withPort(int port) {
    return new MediaDescription(head.withPort(port), lines);
  }

  /// Replaces the medium's connection line, or adds one where the grammar wants it.
  public MediaDescription withConnection(Connection connection) {
    return new MediaDescription(head, Lines.withConnection(lines, connection, "i"));
  }

  /// Replaces whatever direction was stated here.
  public MediaDescription withDirection(Direction direction) {
    return new MediaDescription(head, Lines.withDirection(lines, direction));
  }

  /// Leaves out every attribute whose name the caller picks.
  public MediaDescription withoutAttributes(Predicate<String> name) {
    return new MediaDescription(head, Lines.withoutAttributes(lines, name));
  }

  /// Puts one attribute at the end.
  public MediaDescription withAttribute(Attribute attribute) {
    List<Line> more = new ArrayList<>(lines);
    more.add(attribute);
    return new MediaDescription(head, more);
  }

  private @Nullable String content(String name) {
    Attribute attribute = attribute(name);
    return attribute == null ? null : attribute.content();
  }
}
