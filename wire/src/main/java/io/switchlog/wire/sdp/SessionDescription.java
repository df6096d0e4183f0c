package io.switchlog.wire.sdp;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A whole session description (RFC 8866): the session's lines in order, then its media in order.
///
/// The order of media is part of their meaning (RFC 3264 section 6 pairs offer and answer by it),
/// so no method here drops or moves one.
///
/// @param lines the lines of the session level, `v=` first
/// @param charset UTF-8, or ISO 8859-1 where the bytes were not UTF-8, which maps each byte to
///   itself
public record SessionDescription(List<Line> lines, List<MediaDescription> media, Charset charset) {

  public SessionDescription {
    lines = List.copyOf(lines);
    media = List.copyOf(media);
    if (Lines.first(lines, Origin.class) == null) {
      throw new IllegalArgumentException("a session description without o=");
    }
  }

  public Origin origin() {
    Origin origin = Lines.first(lines, Origin.class);
    if (origin == null) {
      throw new IllegalStateException("cannot happen: the constructor refuses it");
    }
    return origin;
  }

  /// The `s=` line's value; often `-` or a blank.
  public String sessionName() {
    return text('s');
  }

  /// The first `t=` line's value, `0 0` for a session without bounds; empty where left out.
  public String timing() {
    return text('t');
  }

  /// The session-level connection line, or null.
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

  /// Where this medium is received: its own connection line, else the session's. Null only for a
  /// rejected medium, since the parser asks for one everywhere else.
  public @Nullable Connection connection(MediaDescription medium) {
    Connection own = medium.connection();
    return own != null ? own : connection();
  }

  /// The direction in force: the medium's, else the session's, else sendrecv (RFC 8866 section
  /// 6.7).
  public Direction direction(MediaDescription medium) {
    Direction own = medium.statedDirection();
    Direction session = own != null ? own : Lines.direction(lines);
    return session != null ? session : Direction.SENDRECV;
  }

  /// Whether the medium is on hold in the manner of RFC 2543, by a connection address of zeros (RFC
  /// 3264 section 8.4).
  public boolean isHeldByAddress(MediaDescription medium) {
    Connection at = connection(medium);
    return at != null && at.isUnspecified() && !medium.isRejected();
  }

  public SessionDescription withOrigin(Origin origin) {
    List<Line> changed = new ArrayList<>(lines);
    changed.replaceAll(line -> line instanceof Origin ? origin : line);
    return new SessionDescription(changed, media, charset);
  }

  public SessionDescription withConnection(Connection connection) {
    return new SessionDescription(
        Lines.withConnection(lines, connection, "vosiuep"), media, charset);
  }

  public SessionDescription withMedia(List<MediaDescription> newMedia) {
    return new SessionDescription(lines, newMedia, charset);
  }

  /// Leaves attributes out at both levels: for what must not pass an anchor, ICE candidates say.
  public SessionDescription withoutAttributes(Predicate<String> name) {
    List<MediaDescription> changed = new ArrayList<>(media);
    changed.replaceAll(medium -> medium.withoutAttributes(name));
    return new SessionDescription(Lines.withoutAttributes(lines, name), changed, charset);
  }

  /// The same description with every medium received at an anchor instead of at the peer.
  ///
  /// - A rejected medium stays rejected, in its place; of its anchor only the address counts.
  /// - No address of the peer is left in any `c=` or `a=rtcp`; `a=rtcp` stands only where the
  ///   anchor's RTCP port is neither RTP plus one nor shared by `rtcp-mux`.
  /// - A hold by zero address, which an anchor's address would hide, becomes `sendonly` (or
  ///   `inactive` where the medium was not sent anyway).
  ///
  /// @param anchors one for each medium, in the same order
  public SessionDescription anchoredAt(List<Anchor> anchors) {
    if (anchors.size() != media.size()) {
      throw new IllegalArgumentException(
          "one anchor for each of " + media.size() + " media, got " + anchors.size());
    }
    if (anchors.isEmpty()) {
      return this;
    }
    String sessionAddress = anchors.getFirst().address();
    List<MediaDescription> moved = new ArrayList<>(media.size());
    for (int i = 0; i < media.size(); i++) {
      moved.add(anchored(media.get(i), anchors.get(i), sessionAddress));
    }
    return withConnection(Connection.of(sessionAddress)).withMedia(moved);
  }

  /// The description as it goes over the wire, each line ended by CR LF.
  public byte[] toBytes() {
    return toString().getBytes(charset);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(512);
    write(text, lines);
    for (MediaDescription medium : media) {
      write(text, medium.head());
      write(text, medium.lines());
    }
    return text.toString();
  }

  private MediaDescription anchored(MediaDescription medium, Anchor anchor, String session) {
    MediaDescription moved = medium.withoutAttributes(name -> name.equals("rtcp"));
    if (medium.connection() != null || !anchor.address().equals(session)) {
      moved = moved.withConnection(Connection.of(anchor.address()));
    }
    if (medium.isRejected()) {
      return moved;
    }
    moved = moved.withPort(anchor.rtpPort());
    if (isHeldByAddress(medium)) {
      moved = moved.withDirection(Direction.of(direction(medium).sends(), false));
    }
    boolean usual =
        anchor.rtcpPort() == anchor.rtpPort() + 1
            || (medium.rtcpMux() && anchor.rtcpPort() == anchor.rtpPort());
    return usual
        ? moved
        : moved.withAttribute(Attribute.of("rtcp", Integer.toString(anchor.rtcpPort())));
  }

  private String text(char type) {
    for (Line line : lines) {
      if (line.type() == type) {
        return line.value();
      }
    }
    return "";
  }

  private static void write(StringBuilder text, List<Line> lines) {
    for (Line line : lines) {
      write(text, line);
    }
  }

  private static void write(StringBuilder text, Line line) {
    text.append(line.type()).append('=').append(line.value()).append("\r\n");
  }
}
