package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.wire.sip.HostText;
import org.jspecify.annotations.Nullable;

/// Where what is sent inside a dialog goes: to the next hop that the dialog names, by the listener
/// and the connection that its peer's messages come by. A peer that does not know where it is seen,
/// because a NAT is between, is reached where it is seen instead (RFC 5626 section 5.3, RFC 3581).
final class Reach {
  private Reach() {}

  /// @param named what the first route says, or the remote target where there is none
  static Destination of(Destination named, Dialog dialog) {
    Flow over = dialog.over();
    if (over == null) {
      return named;
    }
    boolean isPeer = dialog.routes().isEmpty();
    if (isReachedByFlowAlone(named.transport(), over.transport(), isPeer)) {
      return along(over);
    }
    if (over.transport() != named.transport()) {
      return named;
    }
    return isPeer && isBehindNat(named.host(), over, dialog.sentBy())
        ? along(over)
        : new Destination(
            named.transport(), named.host(), named.port(), over.connection(), over, named.lookup());
  }

  private static Destination along(Flow over) {
    return new Destination(
        over.transport(), over.host(), over.port(), over.connection(), over, null);
  }

  /// Whether nothing but the peer's own connection will do: nobody else can open one (RFC 7118
  /// section 5), or the peer came over TLS and names a transport that others can read.
  private static boolean isReachedByFlowAlone(Transport named, Transport over, boolean isPeer) {
    return (!named.canBeOpenedByUs() && !over.canBeOpenedByUs())
        || (isPeer && over.isSecure() && !named.isSecure());
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
