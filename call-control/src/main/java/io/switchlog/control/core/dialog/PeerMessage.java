package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.wire.sip.RAck;
import org.jspecify.annotations.Nullable;

/// A request inside a dialog, or a CANCEL, read.
///
/// @param request what its answers need
/// @param callIdHeader the Call-ID
/// @param remoteTag the sender's tag, empty for none
/// @param target the sender's new remote target, null where the request names none or its method
///   refreshes none (RFC 3261 section 12.2.2, RFC 3311 section 5.2)
/// @param content what crosses
/// @param describesSession whether it has a body that is a session description
/// @param requiresUnknown whether it requires an extension that we do not have
/// @param known whether the method is one that SIP defines
/// @param acknowledged which progress of ours a PRACK acknowledges; null where it names none, and
///   for all else
public record PeerMessage(
    PeerRequest request,
    String callIdHeader,
    String remoteTag,
    @Nullable String target,
    Content content,
    boolean describesSession,
    boolean requiresUnknown,
    boolean known,
    @Nullable RAck acknowledged) {
  public String method() {
    return request.method();
  }
}
