package io.switchlog.wire.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads session descriptions (RFC 8866 section 9). Never throws for any input.
///
/// Strict where meaning hangs on it: `v=0`, `o=` and `s=` open the description, every line is a
/// known letter with a readable value, every accepted medium has a connection address. Lenient
/// where phones are sloppy and nothing can be misread: bare line feeds, blank lines at the end,
/// several blanks in a row, the order of the lines after `s=`, a missing `t=`.
public final class SdpParser {
  private static final int SHOWN = 60;
  private static final String[] OPENING = {"v=0", "o=", "s="};

  private final String text;
  private final Charset charset;
  private final List<Line> session = new ArrayList<>(8);
  private final List<MediaDescription> media = new ArrayList<>(2);
  private @Nullable MediaLine openMedium;
  private List<Line> openLines = new ArrayList<>();
  private int openMediumAt;
  private int lineNumber;

  private SdpParser(String text, Charset charset) {
    this.text = text;
    this.charset = charset;
  }

  /// Reads bytes as UTF-8, or byte for byte where they are not.
  public static SdpResult parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new SdpParser(text, StandardCharsets.UTF_8).read();
    } catch (CharacterCodingException notUtf8) {
      return new SdpParser(
              new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
          .read();
    }
  }

  public static SdpResult parse(String text) {
    return new SdpParser(text, StandardCharsets.UTF_8).read();
  }

  private SdpResult read() {
    int end = contentEnd();
    int from = 0;
    while (from < end) {
      int feed = text.indexOf('\n', from);
      int stop = feed < 0 || feed > end ? end : feed;
      int to = stop > from && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
      lineNumber++;
      SdpResult.Malformed trouble = readLine(text.substring(from, to));
      if (trouble != null) {
        return trouble;
      }
      from = stop + 1;
    }
    if (lineNumber < OPENING.length) {
      return new SdpResult.Malformed(OPENING[lineNumber], "the end", lineNumber + 1);
    }
    SdpResult.Malformed trouble = closeMedium();
    return trouble != null
        ? trouble
        : new SdpResult.Parsed(new SessionDescription(session, media, charset));
  }

  /// The length without line ends and blank lines at the end.
  private int contentEnd() {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  private SdpResult.@Nullable Malformed readLine(String line) {
    if (line.length() < 2 || line.charAt(1) != '=') {
      return malformed("a letter and an equals sign", line);
    }
    if (line.indexOf('\r') >= 0 || line.indexOf(0) >= 0) {
      return malformed("no CR or NUL inside a line", line);
    }
    if (lineNumber <= OPENING.length) {
      String expected = OPENING[lineNumber - 1];
      if (!line.startsWith(expected) || (lineNumber == 1 && !line.strip().equals(expected))) {
        return malformed(expected, line);
      }
    } else if ("vos".indexOf(line.charAt(0)) >= 0) {
      return malformed("no second " + line.substring(0, 2), line);
    }
    String value = line.substring(2);
    return switch (line.charAt(0)) {
      case 'v', 's', 'i', 'u', 'e', 'p', 't', 'r', 'z', 'k' ->
          keep(new TextLine(line.charAt(0), value), "", line);
      case 'o' -> keep(Origin.read(value), "o=user id version IN type address", line);
      case 'c' -> keep(Connection.read(value), "c=IN type address", line);
      case 'b' -> keep(Bandwidth.read(value), "b=modifier:figure", line);
      case 'a' -> keep(Attribute.read(value), "a=name or a=name:content", line);
      case 'm' -> openMedium(MediaLine.read(value), line);
      // RFC 8866 section 5: a letter that is not understood voids the whole description.
      default -> malformed("one of the letters vosiuepcbtrzkam", line);
    };
  }

  private SdpResult.@Nullable Malformed keep(@Nullable Line line, String expected, String found) {
    if (line == null) {
      return malformed(expected, found);
    }
    (openMedium == null ? session : openLines).add(line);
    return null;
  }

  private SdpResult.@Nullable Malformed openMedium(@Nullable MediaLine line, String found) {
    if (line == null) {
      return malformed("m=media port protocol format...", found);
    }
    SdpResult.Malformed trouble = closeMedium();
    openMedium = line;
    openLines = new ArrayList<>();
    openMediumAt = lineNumber;
    return trouble;
  }

  /// RFC 8866 section 5.7: a connection line at session level, or in every medium.
  private SdpResult.@Nullable Malformed closeMedium() {
    MediaLine head = openMedium;
    if (head == null) {
      return null;
    }
    MediaDescription medium = new MediaDescription(head, openLines);
    media.add(medium);
    boolean addressed =
        medium.connection() != null || Lines.first(session, Connection.class) != null;
    return addressed || medium.isRejected()
        ? null
        : new SdpResult.Malformed("c= for the session or this medium", "none", openMediumAt);
  }

  private SdpResult.Malformed malformed(String expected, String found) {
    String shown = found.length() > SHOWN ? found.substring(0, SHOWN) + "..." : found;
    return new SdpResult.Malformed(expected, shown, lineNumber);
  }
}
