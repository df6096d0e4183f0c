package io.switchlog.fuzz;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.wire.sdp.Anchor;
import io.switchlog.wire.sdp.Attribute;
import io.switchlog.wire.sdp.Connection;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.MediaDescription;
import io.switchlog.wire.sdp.Rtpmap;
import io.switchlog.wire.sdp.SdpParser;
import io.switchlog.wire.sdp.SdpResult;
import io.switchlog.wire.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/// A session description. Nothing throws; what is taken reads the same after it was written, and so
/// does what we make of it; behind an anchor no address of the peer is left where media would go.
public final class SdpTarget {
  private static final int LARGE = 60_000;
  private static final String ANCHOR = "198.51.100.1";

  private SdpTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    look(input);
    if (Stretch.isDue(input)) {
      look(Stretch.of(input, LARGE));
    }
  }

  private static void look(byte[] input) {
    switch (SdpParser.parse(input)) {
      case SdpResult.Malformed(String expected, String found, int line) -> {
        holds(line > 0, "a line that is counted from 1");
        holds(!expected.isEmpty() && found.length() < 100, "words for people");
      }
      case SdpResult.Parsed(SessionDescription description) -> {
        same(
            SdpParser.parse(description.toBytes()),
            new SdpResult.Parsed(description),
            "what was written");
        description.media().forEach(medium -> read(description, medium));
        anchored(description);
        again(
            description.withoutAttributes(name -> name.equals("rtpmap")),
            description.media().size());
      }
    }
  }

  private static void read(SessionDescription description, MediaDescription medium) {
    holds(
        medium.isRejected() || description.connection(medium) != null,
        "an address for each medium that is taken");
    holds(medium.port() >= 0 && medium.port() <= 65_535, "a port");
    holds(description.direction(medium) != null, "a direction");
    for (Rtpmap codec : medium.codecs()) {
      same(medium.rtpmap(codec.payloadType()) == null, false, "a codec by its number");
    }
    for (String format : medium.formats()) {
      medium.fmtp(format);
    }
    medium.rtcp();
    medium.rtcpMux();
    medium.bandwidths();
    Integer ptime = medium.ptimeMillis();
    holds(ptime == null || ptime > 0, "a time that is one");
    for (Direction direction : Direction.values()) {
      same(
          medium.withDirection(direction).statedDirection(),
          direction,
          "the direction that was put");
    }
  }

  private static void anchored(SessionDescription description) {
    List<Anchor> anchors = new ArrayList<>();
    for (int i = 0; i < description.media().size(); i++) {
      anchors.add(
          i % 2 == 0 ? Anchor.of(ANCHOR, 30_000 + 2 * i) : new Anchor("2001:db8::1", 9, 40));
    }
    SessionDescription moved = description.anchoredAt(anchors);
    again(moved, anchors.size());
    for (int i = 0; i < anchors.size(); i++) {
      MediaDescription before = description.media().get(i);
      MediaDescription after = moved.media().get(i);
      Connection at = moved.connection(after);
      same(at == null ? "none" : at.address(), anchors.get(i).address(), "the anchor's address");
      same(after.isRejected(), before.isRejected(), "what is rejected");
      holds(after.isRejected() || after.port() == anchors.get(i).rtpPort(), "the anchor's port");
      same(after.formats(), before.formats(), "formats");
      for (Attribute attribute : after.attributes()) {
        // RFC 8866 section 5: in other letters it is another attribute.
        holds(
            !attribute.name().equals("rtcp")
                || attribute.value().equals("rtcp:" + anchors.get(i).rtcpPort()),
            "no address of the peer, found a=" + attribute.value());
      }
      same(
          after.lines().stream().filter(Connection.class::isInstance).count() <= 1,
          true,
          "one address a medium");
      same(moved.direction(after).receives(), expected(description, before), "who receives");
    }
  }

  private static boolean expected(SessionDescription description, MediaDescription medium) {
    return description.direction(medium).receives() && !description.isHeldByAddress(medium);
  }

  /// What we made can be read, byte for byte; as which letters is another matter, where what was no
  /// UTF-8 has been taken out.
  private static void again(SessionDescription made, int media) {
    if (!(SdpParser.parse(made.toBytes()) instanceof SdpResult.Parsed(SessionDescription read))) {
      throw new AssertionError("expected to read what was written, found " + made);
    }
    same(read.toBytes(), made.toBytes(), "what was made");
    same(read.media().size(), media, "media");
  }
}
