package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.SessionTiming;
import io.switchlog.wire.sip.NameAddress;
import java.util.List;
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
/// @param contacts of a redirection: the SIP URIs that it names, the most preferred first
/// @param redirection of a redirection: all that it names, as it named it
/// @param describesSession whether it has a body that is a session description
/// @param rseq of progress that wants a PRACK: its number; else 0
/// @param timing what a 2xx or 422 says of its session's timer; null for nothing
/// @param challenges of a 401 or 407: those that can be answered, one of each realm
public record Reply(
    int status,
    String reason,
    String method,
    long cseq,
    String remoteTag,
    @Nullable String target,
    PeerDialog dialog,
    Content content,
    List<String> contacts,
    List<NameAddress> redirection,
    boolean describesSession,
    long rseq,
    @Nullable SessionTiming timing,
    List<Challenge> challenges) {
  public Reply {
    contacts = List.copyOf(contacts);
    redirection = List.copyOf(redirection);
    challenges = List.copyOf(challenges);
  }

  /// What the peer goes by (RFC 7989); null where it says none.
  public @Nullable String uuid() {
    return dialog.uuid();
  }

  public boolean isRedirection() {
    return status >= 300 && status < 400;
  }

  /// What crosses of a redirection that the caller is to follow: with the Contacts that it names,
  /// in its order and with their `q` (RFC 3261 section 21.3).
  public Content contentToFollow() {
    return HeaderLines.with(
        content, redirection.stream().map(contact -> "Contact: " + contact).toList());
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
