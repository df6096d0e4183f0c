package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.event.PeerDialog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dialog as we keep it (RFC 3261 section 12).
///
/// @param callIdHeader the Call-ID
/// @param localParty our From or To, without tag
/// @param remoteParty the peer's, without tag
/// @param remoteTag the peer's tag, empty where it sent none
/// @param remoteTarget where its requests go: the peer's latest Contact
/// @param routes the route set, next hop first
/// @param localCseq the number of our latest request, 0 before the first
/// @param remoteCseq the number of the peer's latest request, 0 before the first
/// @param transport what the dialog was opened over
/// @param flow the edge's name of the connection it was opened over, empty for none
/// @param localTag our tag where the dialog began in another call; null: it is the leg's token
/// @param over what the peer's latest message came over, as far as it is known; null: not told
/// @param sentBy as in [PeerDialog]
/// @param secure whether all of it goes over TLS
public record Dialog(
    String callIdHeader,
    String localParty,
    String remoteParty,
    String remoteTag,
    String remoteTarget,
    List<String> routes,
    long localCseq,
    long remoteCseq,
    Transport transport,
    String flow,
    @Nullable String localTag,
    @Nullable Flow over,
    @Nullable String sentBy,
    boolean secure) {
  public Dialog {
    routes = List.copyOf(routes);
  }

  /// A dialog that a message opened.
  ///
  /// @param localCseq the number of our request that opened it, 0 where the peer's did
  public static Dialog of(PeerDialog opened, long localCseq) {
    return of(opened, localCseq, null);
  }

  /// A dialog that another call may have begun.
  ///
  /// @param localTag our tag in it; null: it is the leg's token
  public static Dialog of(PeerDialog dialog, long localCseq, @Nullable String localTag) {
    return new Dialog(
        dialog.callIdHeader(),
        dialog.localParty(),
        dialog.remoteParty(),
        dialog.remoteTag(),
        dialog.remoteTarget(),
        dialog.routes(),
        localCseq,
        dialog.remoteCseq(),
        dialog.transport(),
        dialog.flow(),
        localTag,
        dialog.over(),
        dialog.sentBy(),
        dialog.secure() != null && dialog.secure());
  }

  /// As the message that opened it would describe it, with what came since.
  public PeerDialog opened() {
    return new PeerDialog(
        callIdHeader,
        localParty,
        remoteParty,
        remoteTag,
        remoteTarget,
        routes,
        remoteCseq,
        transport,
        flow,
        null,
        over,
        sentBy,
        secure ? true : null);
  }

  /// The number of our next request.
  public long nextCseq() {
    return localCseq + 1;
  }

  /// Whether a request of the peer comes in order: RFC 3261 section 12.2.2 asks for numbers that
  /// grow, by any step.
  public boolean isInOrder(long cseq) {
    return remoteCseq == 0 || cseq > remoteCseq;
  }

  public Dialog afterSending(long cseq) {
    return new Dialog(
        callIdHeader,
        localParty,
        remoteParty,
        remoteTag,
        remoteTarget,
        routes,
        Math.max(localCseq, cseq),
        remoteCseq,
        transport,
        flow,
        localTag,
        over,
        sentBy,
        secure);
  }

  public Dialog afterReceiving(long cseq) {
    return new Dialog(
        callIdHeader,
        localParty,
        remoteParty,
        remoteTag,
        remoteTarget,
        routes,
        localCseq,
        Math.max(remoteCseq, cseq),
        transport,
        flow,
        localTag,
        over,
        sentBy,
        secure);
  }

  /// The peer's latest message came another way.
  ///
  /// @param newSentBy as in [PeerDialog]
  public Dialog over(Flow now, @Nullable String newSentBy) {
    return new Dialog(
        callIdHeader,
        localParty,
        remoteParty,
        remoteTag,
        remoteTarget,
        routes,
        localCseq,
        remoteCseq,
        transport,
        flow,
        localTag,
        now,
        newSentBy,
        secure);
  }

  /// With a refreshed remote target (RFC 3261 section 12.2.1.2 and 12.2.2).
  public Dialog withRemoteTarget(String target) {
    return new Dialog(
        callIdHeader,
        localParty,
        remoteParty,
        remoteTag,
        target,
        routes,
        localCseq,
        remoteCseq,
        transport,
        flow,
        localTag,
        over,
        sentBy,
        secure);
  }
}
