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
/// @param cseq its CSeq number: 1, and one more each time that it is sent anew
/// @param content headers and body
public record Invite(
    String uri,
    Destination destination,
    String localParty,
    String remoteParty,
    int maxForwards,
    long cseq,
    Content content) {
  /// How many hops a request of ours may go that nobody else's is behind (RFC 3261 section
  /// 8.1.1.6).
  public static final int MAX_FORWARDS = 70;

  /// The CSeq number of the first: it is the first request of its Call-ID.
  public static final long FIRST_CSEQ = 1;

  /// What a called party may say before it answers; each may have got a PRACK.
  public static final int MOST_PROVISIONALS = 32;

  /// A number after that of an INVITE and all of its PRACKs, of which nothing else is known.
  public static long afterAll(long inviteCseq) {
    return inviteCseq + MOST_PROVISIONALS + 1;
  }

  /// The same, saying something else (RFC 3261 section 8.1.3.5).
  public Invite again(long newCseq, Content newContent) {
    return new Invite(uri, destination, localParty, remoteParty, maxForwards, newCseq, newContent);
  }
}
