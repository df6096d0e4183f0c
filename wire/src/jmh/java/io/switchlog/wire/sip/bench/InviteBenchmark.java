package io.switchlog.wire.sip.bench;

import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Limits;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.Via;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// An INVITE of about 1 KB with SDP, as a phone behind a proxy sends it: read, and written with
/// changes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InviteBenchmark {
  private static final String INVITE =
      """
      INVITE sip:+493012345678@switch.example.com:5060;transport=udp SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK4b43c2ff8.1;rport
      Via: SIP/2.0/UDP 10.1.3.33:5062;branch=z9hG4bKnashds8-77ef4c;received=203.0.113.7;rport=1024
      Max-Forwards: 69
      Route: <sip:edge1.switch.example.com;lr>
      From: "Alice Example" <sip:alice@switch.example.com>;tag=9fxced76sl
      To: <sip:+493012345678@switch.example.com>
      Call-ID: 3848276298220188511@atlanta.example.com
      CSeq: 314159 INVITE
      Contact: <sip:alice@10.1.3.33:5062;transport=udp>;+sip.instance="<urn:uuid:0C67446E-F1A1>"
      Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO, UPDATE
      Supported: replaces, timer, 100rel
      Session-Expires: 1800
      User-Agent: Example Phone 4.2.1
      Content-Type: application/sdp
      Content-Length: 207

      v=0
      o=alice 2890844526 2890844526 IN IP4 10.1.3.33
      s=-
      c=IN IP4 10.1.3.33
      t=0 0
      m=audio 49172 RTP/AVP 0 8 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000
      a=sendrecv
      """;

  private byte[] bytes = INVITE.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  private SipRequest parsed = parse();

  private SipRequest parse() {
    return switch (SipParser.parse(bytes, 0, bytes.length, Limits.DEFAULT)) {
      case ParseResult.Parsed(SipMessage message) -> (SipRequest) message;
      case ParseResult.Malformed malformed ->
          throw new IllegalStateException(malformed.description());
    };
  }

  /// Start line and index.
  @Benchmark
  public SipMessage index() {
    return parse();
  }

  /// Start line, index, and the top Via, From, To, Call-ID, CSeq, Route, Contact as typed values.
  @Benchmark
  public void routingHeaders(Blackhole hole) {
    SipRequest request = parse();
    hole.consume(request.uri());
    hole.consume(request.via());
    hole.consume(request.from());
    hole.consume(request.to());
    hole.consume(request.callId());
    hole.consume(request.cseq());
    hole.consume(request.routes());
    hole.consume(request.contact());
  }

  /// All that the edge asks before a message goes further.
  @Benchmark
  public boolean parseAndValidate() {
    return parse().validate() == null;
  }

  /// The bytes of an untouched message.
  @Benchmark
  public byte[] writeUntouched() {
    return parsed.toBytes();
  }

  /// A copy with a Via of our own on top and one hop less.
  @Benchmark
  public byte[] writeForwarded() {
    return parsed.toBuilder()
        .prepend(HeaderName.VIA, Via.of("UDP", "192.0.2.1", 5060, "z9hG4bK-own-branch"))
        .set(HeaderName.MAX_FORWARDS, 68)
        .build()
        .toBytes();
  }

  /// The 100 that answers it.
  @Benchmark
  public SipResponse answerTrying() {
    return SipResponse.to(parsed, 100, "Trying");
  }
}
