package io.switchlog.allinone.demo;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.UdpPhone;
import java.time.Duration;

/// A phone on a free port of 127.0.0.1 with a voice of its own.
public final class DemoPhone implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int SAMPLES_A_PACKET = 160;

  private final String name;
  private final Voice voice;
  private final UdpPhone phone;

  /// A phone that listens at once.
  ///
  /// @param pitchHertz what its voice is known by, 300 to 1000, a multiple of ten
  public DemoPhone(String name, int pitchHertz) {
    this.name = name;
    this.voice = new Voice(pitchHertz);
    this.phone = UdpPhone.listen(name, HOST, 0).say(voice);
  }

  public String name() {
    return name;
  }

  /// `sip:name@host:port`.
  public String uri() {
    return phone.uri();
  }

  Address address() {
    return phone.address();
  }

  void answerAfter(Duration wait) {
    phone.answerAfter(wait);
  }

  void call(String uri, String exchange) {
    phone.call(uri, exchange);
  }

  void hangUp() {
    phone.hangUp();
  }

  /// Waits until it talks. False where its call ended before, or the time did.
  boolean awaitTalk(Duration atMost) {
    phone.await(log -> log.talked() || log.state() == State.ENDED, atMost);
    PhoneLog log = phone.log();
    return log != null && log.talked();
  }

  /// Waits until that many packets were heard, the call ended, or the time did.
  void awaitHeard(long packets, Duration atMost) {
    phone.await(log -> phone.rtpPacketsHeard() >= packets || log.state() == State.ENDED, atMost);
  }

  void awaitEnd(Duration atMost) {
    phone.await(State.ENDED, atMost);
  }

  PhoneReport report() {
    long sent = phone.rtpPacketsSent();
    Exception failure = phone.failure();
    if (failure != null) {
      throw new IllegalStateException(name + "'s phone broke", failure);
    }
    return PhoneReport.of(
        name,
        phone.log(),
        Sound.of(sent, voice.coded(Math.toIntExact(sent * SAMPLES_A_PACKET))),
        Sound.of(phone.rtpPacketsHeard(), phone.heard()));
  }

  @Override
  public void close() {
    phone.close();
  }
}
