package io.switchlog.control.core.dialog;

import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.event.Content;

/// An INVITE of ours outside any dialog: what it takes to send it, to send it again, and to cancel
/// it.
///
/// @param uri the Request-URI
/// @param destination the next hop
/// @param localParty our From, without tag
/// @param remoteParty our To
/// @param maxForwards how many hops it may go
/// @param content headers and body
public record Invite(
    String uri,
    Destination destination,
    String localParty,
    String remoteParty,
    int maxForwards,
    Content content) {
  /// Its CSeq number: it is the first request of its Call-ID.
  public static final long CSEQ = 1;
}
