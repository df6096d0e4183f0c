package io.switchlog.schemas.event;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dialog as the message that opened it describes it (RFC 3261 section 12.1). Our own tag is not
/// in it: it is the leg's token.
///
/// @param callIdHeader the Call-ID
/// @param localParty our side of From or To, without tag
/// @param remoteParty the peer's side, without tag
/// @param remoteTag the peer's tag, empty where it sent none (RFC 2543)
/// @param remoteTarget the URI of the peer's Contact
/// @param routes the route set in the order in which requests of ours name it
/// @param remoteCseq the CSeq number of the peer's latest request, 0 for none
/// @param transport what the dialog was opened over
/// @param flow the edge's name of the connection it was opened over, empty for none
/// @param uuid of one that a response opened: what the peer goes by, as in [PeerRequest]; else null
/// @param over what the peer's latest message came over; null: not told, as before rules 11
/// @param sentBy where the peer takes itself to be: the host of its Via (RFC 3261 section 18.1.1);
///   null: where it is seen, or not told, as of one that a response opened
/// @param secure whether it was opened by a SIPS URI, so that all of it goes over TLS (RFC 3261
///   section 12.1); null: it was not
public record PeerDialog(
    String callIdHeader,
    String localParty,
    String remoteParty,
    String remoteTag,
    String remoteTarget,
    List<String> routes,
    long remoteCseq,
    Transport transport,
    String flow,
    @Nullable String uuid,
    @Nullable Flow over,
    @Nullable String sentBy,
    @Nullable Boolean secure) {
  public PeerDialog {
    routes = List.copyOf(routes);
  }
}
