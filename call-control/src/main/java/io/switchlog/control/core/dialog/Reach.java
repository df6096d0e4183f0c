package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.command.Destination;
import io.switchlog.wire.sip.HostText;
import io.switchlog.wire.sip.SipUri;
import org.jspecify.annotations.Nullable;

/// Where what is sent inside a dialog goes: to the next hop that the dialog names, by the listener
/// and the connection that its peer's messages come by. A peer that does not know where it is seen,
/// because a NAT is between, is reached where it is seen instead (RFC 5626 section 5.3, RFC 3581).
final class Reach {
  private Reach() {}

  /// @param hop the first route, or the remote target where there is none
  static Destination of(SipUri hop, Dialog dialog) {
    Destination named = Target.destination(hop, dialog.transport(), dialog.flow());
    Flow over = dialog.over();
    if (over == null || over.transport() != named.transport()) {
      return named;
    }
    boolean isPeer = dialog.routes().isEmpty();
    return isPeer && isBehindNat(named.host(), over, dialog.sentBy())
        ? new Destination(over.transport(), over.host(), over.port(), over.connection(), over)
        : new Destination(named.transport(), named.host(), named.port(), over.connection(), over);
  }

  /// Whether a peer that names a host in its Contact cannot be reached there: it is seen elsewhere,
  /// and either the host means nothing outside of its own network, or the peer takes that to be
  /// where its messages come from, which they do not.
  private static boolean isBehindNat(String contact, Flow over, @Nullable String sentBy) {
    if (contact.equalsIgnoreCase(over.host())) {
      return false;
    }
    return (HostText.isLocalToItsNetwork(contact) && !HostText.isLocalToItsNetwork(over.host()))
        || (HostText.isNumeric(contact) && contact.equalsIgnoreCase(sentBy));
  }
}
