package io.switchlog.wire.sip;

/// Which reliable provisional response a PRACK acknowledges (RFC 3262 7.2).
///
/// @param rseq number of the response, 1 to 2^32 - 1
/// @param cseq number of the request that was answered
/// @param method its method
public record RAck(long rseq, long cseq, String method) {
  static final long MAX_RSEQ = 0xffffffffL;

  static RAck parse(Cursor cursor) {
    long rseq = cursor.skipLws().number(MAX_RSEQ, "a number under 2^32");
    CSeq cseq = CSeq.parse(cursor);
    return new RAck(rseq, cseq.number(), cseq.method());
  }

  @Override
  public String toString() {
    return rseq + " " + cseq + " " + method;
  }
}
