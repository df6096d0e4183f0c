package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.wire.sip.AddressOfRecord;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.OtherUri;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.TelUri;
import io.switchlog.wire.sip.Uri;
import io.switchlog.wire.stun.StunBinding;
import io.switchlog.wire.token.CallKey;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import org.jspecify.annotations.Nullable;

/// Reads a message and finds the aggregate that it is about, with no lookup (ARCHITECTURE.md, "The
/// way of a call"). Safe for use by many threads.
public final class CallFinder {
  private final ClusterSecret secret;

  public CallFinder(ClusterSecret secret) {
    this.secret = secret;
  }

  /// Reads one datagram, or one message cut from a stream.
  public Arrival read(byte[] bytes, Source source) {
    if (isKeepalive(bytes) || StunBinding.isStun(bytes)) {
      return new Arrival.Keepalive(bytes, source);
    }
    return switch (SipParser.parse(bytes)) {
      case ParseResult.Malformed problem -> new Arrival.Garbage(bytes, source, problem);
      case ParseResult.Parsed(SipMessage message) -> {
        ParseResult.Malformed problem = message.validate();
        yield problem != null
            ? new Arrival.Garbage(bytes, source, problem)
            : find(bytes, source, message);
      }
    };
  }

  private Arrival find(byte[] bytes, Source source, SipMessage message) {
    return switch (message) {
      case SipResponse response -> {
        String branch = response.via().branch();
        SessionToken token = branch == null ? null : SessionToken.readBranch(secret, branch);
        yield token == null
            ? new Arrival.Foreign(bytes, source, message)
            : new Arrival.OfCall(bytes, source, message, new CallId(token.call()), token);
      }
      case SipRequest request -> {
        String toTag = request.to().tag();
        if (toTag == null) {
          AddressOfRecord address = address(request);
          yield address == null
              ? new Arrival.OfCall(bytes, source, message, key(request), null)
              : new Arrival.OfAddress(bytes, source, request, address, user(request));
        }
        SessionToken token = token(request, toTag);
        yield token == null
            ? new Arrival.Foreign(bytes, source, message)
            : new Arrival.OfCall(bytes, source, message, new CallId(token.call()), token);
      }
    };
  }

  /// The address that a request is about; null where it is about a call, or about nobody whom we
  /// could know.
  private static @Nullable AddressOfRecord address(SipRequest request) {
    return switch (request.method()) {
      // RFC 3261 section 10.3: the To says whose bindings, the Request-URI only where.
      case Methods.REGISTER -> registered(request.to().uri());
      // RFC 6665 section 4.1.2.1, RFC 3428 section 4, RFC 3903 section 4.1.
      case Methods.SUBSCRIBE, Methods.MESSAGE, Methods.PUBLISH -> AddressOfRecord.of(request.uri());
      default -> null;
    };
  }

  /// Whose bindings a REGISTER is about; one of a scheme that we do not know is nobody's.
  private static AddressOfRecord registered(Uri to) {
    AddressOfRecord known = AddressOfRecord.of(to);
    return known == null ? new AddressOfRecord(to.toString()) : known;
  }

  /// The uri that says whose address it is: of a REGISTER the To, which the Request-URI says only
  /// where to find (RFC 3261 section 10.2).
  private static Uri named(SipRequest request) {
    return request.isMethod(Methods.REGISTER) ? request.to().uri() : request.uri();
  }

  private static String user(SipRequest request) {
    String user =
        switch (named(request)) {
          case SipUri sip -> sip.decodedUser();
          case TelUri tel -> tel.digits();
          case OtherUri _ -> null;
        };
    return user == null ? "" : user;
  }

  private CallId key(SipRequest request) {
    String fromTag = request.from().tag();
    return new CallId(
        CallKey.of(
            secret,
            request.callId(),
            fromTag == null ? "" : fromTag,
            request.uriText(),
            request.cseq().number()));
  }

  /// The token of a request inside a dialog: in the user part of our Contact, which is its
  /// Request-URI, else in our tag, for peers that write the Request-URI anew.
  private @Nullable SessionToken token(SipRequest request, String toTag) {
    if (request.uri() instanceof SipUri uri && uri.user() != null) {
      SessionToken token = SessionToken.read(secret, uri.user());
      if (token != null) {
        return token;
      }
    }
    return SessionToken.read(secret, toTag);
  }

  /// Line breaks only (RFC 5626 section 3.5.1), or the zero bytes that some phones send.
  private static boolean isKeepalive(byte[] bytes) {
    if (bytes.length > 4) {
      return false;
    }
    for (byte b : bytes) {
      if (b != '\r' && b != '\n' && b != 0) {
        return false;
      }
    }
    return true;
  }
}
