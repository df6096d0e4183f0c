package io.switchlog.control.core.call.state;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A 2xx of ours to an INVITE, until its ACK comes; kept whole so that another edge can send it
/// again.
///
/// @param offers whether it carries an offer, which the ACK answers
/// @param offered the audio of that offer where it is another leg's, in force once it is answered
/// @param unheard progress before it that waits for a PRACK, by number
public record Unacknowledged(
    PeerRequest invite,
    int status,
    String reason,
    Content content,
    boolean offers,
    @Nullable Audio offered,
    List<Long> unheard) {
  public Unacknowledged {
    unheard = List.copyOf(unheard);
  }

  /// One that no progress comes before.
  public Unacknowledged(
      PeerRequest invite,
      int status,
      String reason,
      Content content,
      boolean offers,
      @Nullable Audio offered) {
    this(invite, status, reason, content, offers, offered, List.of());
  }

  public Unacknowledged movedTo(NodeId edge) {
    return new Unacknowledged(
        Exchange.movedTo(invite, edge), status, reason, content, offers, offered, unheard);
  }

  /// A PRACK came: what came before it is heard as well.
  public Unacknowledged hearing(long rseq) {
    List<Long> left = unheard.stream().filter(number -> number > rseq).toList();
    return new Unacknowledged(invite, status, reason, content, offers, offered, left);
  }
}
