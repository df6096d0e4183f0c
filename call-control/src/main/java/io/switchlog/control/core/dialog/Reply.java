package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerDialog;
import org.jspecify.annotations.Nullable;

/// A response to a request of ours, read.
///
/// @param status 101 to 699
/// @param reason the reason phrase
/// @param method the method of our request
/// @param cseq the number of our request
/// @param remoteTag the peer's tag, empty for none
/// @param target its Contact, null for none
/// @param dialog the dialog it opens where it answers an INVITE
/// @param content what crosses
/// @param describesSession whether it has a body that is a session description
public record Reply(
    int status,
    String reason,
    String method,
    long cseq,
    String remoteTag,
    @Nullable String target,
    PeerDialog dialog,
    Content content,
    boolean describesSession) {
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
