package io.switchlog.control.core.call.state;

import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Methods;
import org.jspecify.annotations.Nullable;

/// A request that was passed from one dialog to the other and has no final response.
///
/// @param asker the leg it came from
/// @param target the leg it went to
/// @param cseq its number there
/// @param content what it carries there, to send it again through another edge
/// @param offered the asker's audio if it is an offer, in force when it is agreed to
/// @param cancelled whether the asker gave it up
public record Exchange(
    LegId asker,
    PeerRequest request,
    LegId target,
    long cseq,
    Content content,
    @Nullable Audio offered,
    boolean cancelled) {

  /// Whether no other offer may be made meanwhile (RFC 3261 section 14.1, RFC 3311 section 5.1).
  public boolean excludesOffers() {
    return request.method().equals("INVITE") || offers();
  }

  /// Whether it makes an offer, which we may not be able to read where no media node is between.
  public boolean offers() {
    return offered != null
        || (describesSession() && HeaderLines.isSession(content) && !content.body().isEmpty());
  }

  /// Whether bodies of it and of its answer are session descriptions.
  public boolean describesSession() {
    return Methods.shapesSession(request.method());
  }

  /// Sent once more.
  public Exchange numbered(long again) {
    return new Exchange(asker, request, target, again, content, offered, cancelled);
  }

  public Exchange asCancelled() {
    return new Exchange(asker, request, target, cseq, content, offered, true);
  }

  public Exchange askerMovedTo(NodeId edge) {
    return new Exchange(asker, movedTo(request, edge), target, cseq, content, offered, cancelled);
  }

  /// The same request, to be answered by another edge.
  public static PeerRequest movedTo(PeerRequest request, NodeId edge) {
    ServerTransaction old = request.transaction();
    if (old.edge().equals(edge)) {
      return request;
    }
    ServerTransaction moved =
        new ServerTransaction(
            edge,
            old.key(),
            old.listener(),
            old.transport(),
            old.sourceAddress(),
            old.sourcePort(),
            old.flow(),
            old.vias(),
            old.verifiedName());
    return new PeerRequest(
        moved,
        request.method(),
        request.cseq(),
        request.echo(),
        request.timing(),
        request.reliability(),
        request.uuid(),
        request.secure());
  }
}
