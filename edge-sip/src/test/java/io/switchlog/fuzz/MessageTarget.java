package io.switchlog.fuzz;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.wire.sip.DigestChallenge;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Limits;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.Uri;
import io.switchlog.wire.sip.Via;
import java.util.ArrayList;
import java.util.List;

/// A SIP message as a datagram brings it. Nothing throws; what is taken reads the same after it was
/// written; what is taken out of a list or put into it leaves the rest; what is refused can be
/// answered by a message that can be read.
public final class MessageTarget {
  private static final int LARGE = 60_000;

  private MessageTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    look(input);
    if (Stretch.isDue(input)) {
      look(Stretch.of(input, LARGE));
    }
  }

  private static void look(byte[] input) {
    switch (SipParser.parseValid(input, 0, input.length, Limits.DEFAULT)) {
      case ParseResult.Malformed malformed -> refused(malformed, input.length);
      case ParseResult.Parsed(SipMessage message) -> {
        values(message);
        copies(message);
        edits(message);
        switch (message) {
          case SipRequest request -> answered(request);
          case SipResponse response -> holds(!response.reason().contains("\r"), "a reason phrase");
        }
      }
    }
  }

  private static void refused(ParseResult.Malformed malformed, int length) {
    holds(malformed.offset() >= -1 && malformed.offset() <= length, "an offset within the input");
    holds(malformed.description().lines().count() == 1, "a description of one line");
    SipResponse answer = malformed.answer("t");
    holds((answer != null) == malformed.answerable(), "an answer where one is possible");
    if (answer != null && answer.headerCount() < Limits.DEFAULT.maxHeaders()) {
      readable(answer, "the answer to what is refused");
    }
  }

  private static void readable(SipMessage message, String what) {
    byte[] bytes = message.toBytes();
    if (bytes.length <= Limits.DEFAULT.maxMessageBytes()
        && SipParser.parse(bytes) instanceof ParseResult.Malformed malformed) {
      throw new AssertionError(what + " cannot be read: " + malformed.description());
    }
  }

  /// What was read of a header says the same when it is written and read again.
  private static void values(SipMessage message) {
    for (Via via : message.vias()) {
      same(Via.parse(via.toString()), via, "a Via");
      via.rport();
      via.received();
    }
    List<NameAddress> addresses = new ArrayList<>(List.of(message.from(), message.to()));
    addresses.addAll(message.contacts());
    addresses.addAll(message.routes());
    addresses.addAll(message.recordRoutes());
    addresses.addAll(message.addresses(HeaderName.P_ASSERTED_IDENTITY));
    for (NameAddress address : addresses) {
      same(NameAddress.parse(address.toString()), address, "an address");
      Uri uri = address.uri();
      same(Uri.parse(uri.toString()), uri, "a URI");
      holds(uri.isEquivalentTo(uri), "a URI to be equivalent to itself: " + uri);
      same(
          uri.isEquivalentTo(message.to().uri()),
          message.to().uri().isEquivalentTo(uri),
          "equivalence the other way of " + uri);
    }
    message.cseq();
    message.callId();
    message.maxForwards();
    message.expires();
    message.rseq();
    message.rack();
    message.retryAfter();
    message.sessionExpires();
    message.leastSessionExpires();
    message.sessionIdentifier();
    message.contentType();
    message.reasons();
    message.tokens(HeaderName.REQUIRE);
    for (int i = 0; i < message.headerCount(); i++) {
      String value = message.headerValue(i);
      holds(value.indexOf('\r') < 0 && value.indexOf('\n') < 0, "a value on one line");
      DigestChallenge.parse(value);
    }
  }

  private static void copies(SipMessage message) {
    SipMessage copy = message.toBuilder().build();
    holds(copy.validate() == null, "a copy that is valid");
    same(copy.body(), message.body(), "the body of a copy");
    same(startLine(copy), startLine(message), "the start line of a copy");
    same(lines(copy), lines(message), "the headers of a copy");
    same(copy.toBuilder().build().toBytes(), copy.toBytes(), "a copy of a copy");
    byte[] padded = new byte[copy.length() + 7];
    System.arraycopy(copy.toBytes(), 0, padded, 3, copy.length());
    Limits wide = new Limits(2 * LARGE, Limits.DEFAULT.maxHeaders() + 1);
    if (SipParser.parseValid(padded, 3, copy.length(), wide)
        instanceof ParseResult.Parsed(SipMessage moved)) {
      same(moved.toBytes(), copy.toBytes(), "the same bytes elsewhere");
    } else {
      throw new AssertionError("expected the same bytes to be read elsewhere");
    }
  }

  private static String startLine(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.method() + ' ' + request.uriText();
      case SipResponse response -> response.status() + " " + response.reason();
    };
  }

  /// Without Content-Length, which is always written.
  private static List<String> lines(SipMessage message) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < message.headerCount(); i++) {
      if (message.knownName(i) != HeaderName.CONTENT_LENGTH) {
        lines.add(message.headerName(i) + ": " + message.headerValue(i));
      }
    }
    return lines;
  }

  /// What a hop does with Via, Route and Record-Route: whoever counts the values of a list in
  /// another way than whoever reads them would send a message elsewhere.
  private static void edits(SipMessage message) {
    List<Via> vias = message.vias();
    Via own = Via.of("UDP", "192.0.2.1", 5060, Via.COOKIE + "x");
    SipMessage below = message.toBuilder().removeFirst(HeaderName.VIA).build();
    same(below.vias(), vias.subList(1, vias.size()), "the Vias below the first");
    List<Via> more = new ArrayList<>(vias);
    more.addFirst(own);
    same(
        message.toBuilder().prepend(HeaderName.VIA, own).build().vias(), more, "Vias and one more");
    List<Via> other = new ArrayList<>(vias);
    other.set(0, own);
    same(
        message.toBuilder().replaceFirst(HeaderName.VIA, own).build().vias(),
        other,
        "Vias with another first");
    SipMessage seen = message.toBuilder().seenFrom("198.51.100.7", 4_711).build();
    same(seen.via(), vias.getFirst().seenFrom("198.51.100.7", 4_711), "the Via of what was seen");
    same(seen.vias().size(), vias.size(), "Vias of what was seen");
    List<NameAddress> routes = message.routes();
    if (!routes.isEmpty()) {
      same(
          message.toBuilder().removeFirst(HeaderName.ROUTE).build().routes(),
          routes.subList(1, routes.size()),
          "the routes after the first");
    }
    SipMessage tagged = message.toBuilder().toTag("mine").build();
    String tag = message.to().tag();
    if (!message.to().params().has("tag")) {
      same(tagged.to().tag(), "mine", "the tag that was put there");
    } else {
      same(tagged.to().tag(), tag, "the tag that was there");
    }
    same(tagged.to().uri(), message.to().uri(), "who is addressed");
    SipMessage bare = message.toBuilder().withoutBody().build();
    same(bare.bodyLength(), 0, "the body that was taken away");
    holds(bare.contentType() == null, "no type of no body");
  }

  private static void answered(SipRequest request) {
    same(Uri.parse(request.uri().toString()), request.uri(), "the Request-URI");
    SipResponse answer = SipResponse.to(request, 404, "Not Found", "mine");
    holds(answer.validate() == null, "an answer that is valid");
    readable(answer, "an answer");
    same(answer.vias(), request.vias(), "the Vias of an answer");
    same(answer.callId(), request.callId(), "the Call-ID of an answer");
    same(answer.cseq(), request.cseq(), "the CSeq of an answer");
    same(answer.from(), request.from(), "the From of an answer");
  }
}
