package io.switchlog.edge.core;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.wire.sip.AddressOfRecord;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.token.CallKey;
import io.switchlog.wire.token.SessionToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A datagram all the way through an edge. Where `TOKEN` stands in it, it names a call of ours; its
/// first byte says from where it comes. Nothing throws; only what was minted names a dialog; what
/// leaves can be read, and what is published is read as what it was; after a while nothing is kept.
public final class ArrivalTarget {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final long LONG_MILLIS = 1_500_000;

  private ArrivalTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Source source = input[0] % 2 == 0 ? Story.ALICE : Story.ALICE_TCP;
    byte[] message =
        new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1)
            .replace("TOKEN", Story.TOKEN)
            .getBytes(StandardCharsets.ISO_8859_1);
    found(message, source);
    Story story = new Story();
    story.receive(message, source);
    // A second copy is absorbed, or answered as the first.
    story.receive(message, source);
    story.facts.forEach(ArrivalTarget::published);
    story.advance(LONG_MILLIS);
    story.sent.forEach(ArrivalTarget::sent);
    if (story.asked.isEmpty()) {
      same(story.core.kept(), 0, "what is kept in the end");
    }
  }

  private static void found(byte[] message, Source source) {
    switch (new CallFinder(Story.SECRET).read(message, source)) {
      case Arrival.OfCall(var _, var _, SipResponse response, CallId call, SessionToken token) -> {
        named(call.value(), token);
        String branch = response.via().branch();
        holds(
            token != null
                && branch != null
                && branch.startsWith(SessionToken.COOKIE + token.mint(Story.SECRET)),
            "a response by its branch");
      }
      case Arrival.OfCall(var _, var _, SipRequest request, CallId call, SessionToken token) -> {
        named(call.value(), token);
        same(token == null, request.to().tag() == null, "inside a dialog by a token");
        holds(
            token == null
                || request.uriText().contains(token.mint(Story.SECRET))
                || String.valueOf(request.to().tag()).startsWith(token.mint(Story.SECRET)),
            "a token that was minted");
      }
      case Arrival.OfAddress(var _, var _, SipRequest request, AddressOfRecord address, var _) -> {
        holds(request.to().tag() == null, "outside any dialog");
        holds(
            address.value().chars().noneMatch(c -> c < ' ' || c == 127),
            "an address that can be shown");
      }
      case Arrival.Foreign _, Arrival.Garbage _, Arrival.Keepalive _ -> {}
    }
  }

  private static void named(String call, @Nullable SessionToken token) {
    same(call.length(), CallKey.CHARACTERS, "the length of a call id");
    holds(token == null || token.call().equals(call), "the call of the token");
  }

  private static void published(Story.Fact fact) {
    byte[] bytes = Families.INBOX.encode(new Origin(Story.EDGE, 1, 1, NOW), fact.input());
    same(Families.INBOX.decode(bytes).body(), fact.input(), "what is published");
  }

  private static void sent(Story.Sent sent) {
    byte[] bytes = sent.text().getBytes(StandardCharsets.UTF_8);
    boolean stun = bytes.length > 0 && bytes[0] == 1;
    if (!stun
        && SipParser.parse(bytes) instanceof ParseResult.Malformed malformed
        && malformed.status() == 400) {
      throw new AssertionError("what left cannot be read: " + malformed.description());
    }
  }
}
