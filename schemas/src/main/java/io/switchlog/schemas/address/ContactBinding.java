package io.switchlog.schemas.address;

import io.switchlog.schemas.Flow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A way to reach a user: what one of its phones has registered (RFC 3261 section 10.3).
///
/// @param contact the SIP URI that the phone gave, without header parameters
/// @param flow how its REGISTER came, and so the way back through whatever is between
/// @param path what its REGISTER says of proxies between, the one next to us first (RFC 3327)
/// @param priority how much it is preferred (`q`), in thousandths, 0 to 1,000
/// @param callId the Call-ID of the REGISTER that said so last
/// @param cseq the number in that one's CSeq
/// @param expires until when it holds
/// @param instance which phone it is, whatever its address (`+sip.instance`, RFC 5626 section 4.1);
///   null: it does not say
/// @param regId which of several flows of that phone (`reg-id`); null: it has one
/// @param userAgent what the phone calls itself; null: nothing
public record ContactBinding(
    String contact,
    Flow flow,
    List<String> path,
    int priority,
    String callId,
    long cseq,
    Instant expires,
    @Nullable String instance,
    @Nullable Integer regId,
    @Nullable String userAgent) {
  public ContactBinding {
    path = List.copyOf(path);
  }
}
