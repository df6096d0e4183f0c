package io.switchlog.control.core.dialog;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerDialog;

/// Our BYE to a party that answered besides another, as it was sent latest.
///
/// @param edge that sent it
/// @param dialog that it ends
/// @param cseq its number
/// @param content what it carries
/// @param again whether it was sent once more
public record ForkBye(NodeId edge, PeerDialog dialog, long cseq, Content content, boolean again) {
  /// The tag of the party.
  public String tag() {
    return dialog.remoteTag();
  }

  ForkBye numbered(long number) {
    return new ForkBye(edge, dialog, number, content, true);
  }
}
