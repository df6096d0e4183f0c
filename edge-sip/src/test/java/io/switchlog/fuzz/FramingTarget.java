package io.switchlog.fuzz;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.wire.sip.Limits;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.StreamFraming;
import io.switchlog.wire.sip.StreamFraming.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A stream of bytes in which messages stand one behind the other. However it is cut into pieces,
/// the same messages come out of it and it breaks at the same place; nothing is held beyond the
/// limit; what comes out is a message that fills its bytes.
public final class FramingTarget {
  private static final int LARGE = 60_000;
  private static final int SMALL = 4_096;
  private static final List<Limits> LIMITS = List.of(Limits.DEFAULT, new Limits(300, 8));

  private FramingTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    LIMITS.forEach(limits -> look(input, limits));
    if (Stretch.isDue(input)) {
      look(Stretch.of(input, LARGE), Limits.DEFAULT);
    }
  }

  private static void look(byte[] input, Limits limits) {
    List<String> whole = frames(input, limits, input.length + 1, null);
    same(frames(input, limits, 1, null), whole, "frames of single bytes");
    Random random = new Random(Arrays.hashCode(input));
    for (int most : List.of(3, 40, 1_500)) {
      same(frames(input, limits, most, random), whole, "frames of pieces up to " + most);
    }
  }

  private static List<String> frames(
      byte[] input, Limits limits, int most, @Nullable Random random) {
    StreamFraming framing = new StreamFraming(limits);
    List<String> frames = new ArrayList<>();
    int at = 0;
    while (at < input.length) {
      int piece = Math.min(input.length - at, random == null ? most : 1 + random.nextInt(most));
      for (Frame frame : framing.feed(input, at, piece)) {
        holds(frames.isEmpty() || !frames.getLast().startsWith("broken"), "nothing after the end");
        frames.add(shown(frame, limits));
      }
      at += piece;
      if (input.length <= SMALL || random == null) {
        holds(
            framing.pendingBytes() <= limits.maxMessageBytes() + 3,
            "at most " + limits.maxMessageBytes() + " bytes held, found " + framing.pendingBytes());
      }
    }
    frames.add("holds " + framing.pendingBytes() + ", in a message: " + framing.isInMessage());
    return frames;
  }

  private static String shown(Frame frame, Limits limits) {
    return switch (frame) {
      case Frame.Ping _ -> "ping";
      // What was found depends on how much of it had come.
      case Frame.Broken(ParseResult.Malformed problem) ->
          "broken " + problem.status() + ", " + problem.expected();
      case Frame.Message(byte[] bytes) -> {
        holds(bytes.length <= limits.maxMessageBytes(), "a message within the limit");
        if (SipParser.parse(bytes, 0, bytes.length, limits)
            instanceof ParseResult.Parsed(SipMessage message)) {
          same(message.length(), bytes.length, "the length of a message");
        }
        yield "message " + new String(bytes, StandardCharsets.ISO_8859_1);
      }
    };
  }
}
