package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.wire.sip.StreamFraming.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFramingTest {
  private static final String FIRST =
      new String(Messages.options("Content-Length: 4"), StandardCharsets.UTF_8) + "\r\n\r\n";
  private static final String SECOND = new String(Messages.options("l: 0"), StandardCharsets.UTF_8);
  private static final String STREAM = FIRST + "\r\n\r\n" + SECOND + "\r\n" + FIRST;
  private static final List<String> FRAMES = List.of(FIRST, "ping", SECOND, FIRST);

  @Test
  void aStreamCutAnywhereGivesTheSameFrames() {
    for (int cut = 0; cut <= STREAM.length(); cut++) {
      StreamFraming framing = new StreamFraming(Limits.DEFAULT);
      List<String> frames = feed(framing, STREAM.substring(0, cut));
      frames.addAll(feed(framing, STREAM.substring(cut)));
      assertThat(frames).as("cut at %d", cut).isEqualTo(FRAMES);
      assertThat(framing.pendingBytes()).isZero();
    }
  }

  @Test
  void aStreamByteByByteGivesTheSameFrames() {
    StreamFraming framing = new StreamFraming(Limits.DEFAULT);
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < STREAM.length(); i++) {
      frames.addAll(feed(framing, STREAM.substring(i, i + 1)));
    }
    assertThat(frames).isEqualTo(FRAMES);
  }

  @Test
  void keepalivesBetweenMessagesAreAnsweredEachOnce() {
    StreamFraming framing = new StreamFraming(Limits.DEFAULT);
    assertThat(feed(framing, "\r\n")).isEmpty();
    assertThat(feed(framing, "\r\n")).containsExactly("ping");
    assertThat(feed(framing, "\r\n\r\n\r\n\r\n")).containsExactly("ping", "ping");
  }

  @Test
  void aMessageIsBegunByItsFirstByteAndNotByLineBreaks() {
    StreamFraming framing = new StreamFraming(Limits.DEFAULT);
    for (String lineBreak : List.of("\r", "\n", "\r", "\n\r\n")) {
      assertThat(feed(framing, lineBreak)).doesNotContain(SECOND);
      assertThat(framing.isInMessage()).isFalse();
    }
    for (int i = 0; i < SECOND.length() - 1; i++) {
      assertThat(feed(framing, SECOND.substring(i, i + 1))).isEmpty();
      assertThat(framing.isInMessage()).isTrue();
    }
    assertThat(feed(framing, "\n")).containsExactly(SECOND);
    assertThat(framing.isInMessage()).isFalse();
  }

  @Test
  void aMessageWithoutLengthEndsTheStreamAndItsSenderCanBeAnswered() {
    StreamFraming framing = new StreamFraming(Limits.DEFAULT);
    ParseResult.Malformed problem = broken(framing, Messages.options());
    assertThat(problem.expected()).isEqualTo("a Content-Length header");
    assertThat(problem.answerable()).isTrue();
    assertThat(framing.isBroken()).isTrue();
    assertThat(feed(framing, SECOND)).isEmpty();
  }

  @Test
  void aSenselessLengthEndsTheStream() {
    for (String length : List.of("-1", "x", "99999999999", "1\r\nContent-Length: 2")) {
      StreamFraming framing = new StreamFraming(Limits.DEFAULT);
      ParseResult.Malformed problem =
          broken(framing, Messages.options("Content-Length: " + length));
      assertThat(problem.status()).isEqualTo(400);
    }
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsHeld() {
    Limits small = new Limits(400, 20);
    byte[] endless =
        ("OPTIONS sip:a@h SIP/2.0\r\nX: " + "y".repeat(400)).getBytes(StandardCharsets.UTF_8);
    assertThat(broken(new StreamFraming(small), endless).status()).isEqualTo(513);

    StreamFraming framing = new StreamFraming(small);
    ParseResult.Malformed promised = broken(framing, Messages.options("Content-Length: 400"));
    assertThat(promised.status()).isEqualTo(513);
    assertThat(promised.answerable()).isTrue();
    assertThat(framing.pendingBytes()).isZero();
  }

  @Test
  void garbageIsSeenAtItsFirstByte() {
    byte[] hello = {0x16, 0x03, 0x01};
    assertThat(broken(new StreamFraming(Limits.DEFAULT), hello).expected())
        .isEqualTo("a start line");
  }

  @Test
  void aBadHeaderDoesNotEndTheStream() {
    StreamFraming framing = new StreamFraming(Limits.DEFAULT);
    String bad = SECOND.replace("Call-ID: c1", "no colon here");
    assertThat(feed(framing, bad + SECOND)).containsExactly(bad, SECOND);
  }

  private static ParseResult.Malformed broken(StreamFraming framing, byte[] bytes) {
    List<Frame> frames = framing.feed(bytes, 0, bytes.length);
    return ((Frame.Broken) frames.getLast()).problem();
  }

  private static List<String> feed(StreamFraming framing, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> frames = new ArrayList<>();
    for (Frame frame : framing.feed(bytes, 0, bytes.length)) {
      frames.add(
          switch (frame) {
            case Frame.Message(byte[] message) -> new String(message, StandardCharsets.UTF_8);
            case Frame.Ping() -> "ping";
            case Frame.Broken(ParseResult.Malformed problem) -> problem.description();
          });
    }
    return frames;
  }

  /// A connection lasts, and there are many.
  @Test
  void whatALargeMessageTookIsGivenBack() {
    StreamFraming framing = new StreamFraming(Limits.DEFAULT);
    byte[] message =
        ("OPTIONS sip:a SIP/2.0\r\nContent-Length: 60000\r\n\r\n" + "x".repeat(60_000))
            .getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < message.length; at += 1_460) {
      framing.feed(message, at, Math.min(1_460, message.length - at));
    }
    assertThat(framing.pendingBytes()).isZero();
    assertThat(framing.keptBytes()).isLessThanOrEqualTo(StreamFraming.MOST_KEPT);
  }
}
