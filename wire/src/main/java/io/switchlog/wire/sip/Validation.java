package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// What one message must keep by itself before anybody relies on its typed headers.
final class Validation {
  private static final HeaderName[] ONCE = {
    HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ, HeaderName.MAX_FORWARDS
  };

  private Validation() {}

  static ParseResult.@Nullable Malformed firstProblem(SipMessage message) {
    try {
      check(message);
      return null;
    } catch (MalformedHeader problem) {
      int offset = problem.offset() < 0 ? -1 : problem.offset() - message.start;
      return new ParseResult.Malformed(problem.expected(), problem.found(), offset, 400, message);
    }
  }

  private static void check(SipMessage message) {
    // RFC 3261 7.3.1: only headers whose grammar is a list may stand more than once.
    for (HeaderName name : ONCE) {
      int first = message.index.next(name, 0);
      int second = first < 0 ? -1 : message.index.next(name, first + 1);
      if (second >= 0) {
        throw new MalformedHeader(
            "one " + name.canonical() + " header", "a second", message.index.lineStart(second));
      }
    }
    readAll(message);
    if (message instanceof SipRequest request) {
      checkRequest(request);
    }
  }

  /// RFC 3261 8.1.1; Max-Forwards, From tag and branch may be absent for the sake of RFC 2543
  /// peers. Each reading throws where it cannot be made.
  private static void readAll(SipMessage message) {
    message.vias();
    message.via();
    message.from();
    message.to();
    message.callId();
    message.cseq();
    message.maxForwards();
    message.routes();
    message.recordRoutes();
    message.contacts();
  }

  private static void checkRequest(SipRequest request) {
    // RFC 3261 19.1.1: headers have no place in a Request-URI.
    if (request.uri() instanceof SipUri uri && uri.headers() != null) {
      throw new MalformedHeader("a Request-URI without headers", "'?" + uri.headers() + "'", -1);
    }
    // RFC 3261 8.1.1.5.
    if (!request.cseq().method().equals(request.method())) {
      throw new MalformedHeader(
          "CSeq method " + request.method(), "'" + request.cseq().method() + "'", -1);
    }
  }
}
