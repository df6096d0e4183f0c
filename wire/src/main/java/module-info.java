/// Bytes and protocol machines as pure code: it knows the JDK and nothing else.
module io.switchlog.wire {
  requires static org.jspecify;

  exports io.switchlog.wire.rtp;
  exports io.switchlog.wire.sdp;
  exports io.switchlog.wire.sip;
  exports io.switchlog.wire.sip.transaction;
  exports io.switchlog.wire.stun;
  exports io.switchlog.wire.token;
}
