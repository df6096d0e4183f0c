package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.wire.sip.HostText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where what is sent inside a dialog goes: to the next hop that the dialog names, by the listener
/// and the connection that its peer's messages come by. A peer that does not know where it is seen,
/// because a NAT is between, is reached where it is seen instead (RFC 5626 section 5.3, RFC 3581).
final class Reach {
  private Reach() {}

  /// @param named what the first route says, or the remote target where there is none
  /// @param dialect the call's
  static Destination of(Destination named, Dialog dialog, Dialect dialect) {
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
    if (isPeer && isBehindNat(named.host(), over, dialog.sentBy(), dialect)) {
      return along(over);
    }
    boolean isConnected = !dialect.knowsWhoIsConnected() || isAtItsEnd(named.host(), over, isPeer);
    return new Destination(
        named.transport(),
        named.host(),
        named.port(),
        isConnected ? over.connection() : "",
        over,
        named.lookup());
  }

  /// Whether a host is the one at the other end of what the peer's messages come over. A name is
  /// where the peer itself gives it; of a proxy it has to be proven (RFC 5922), or looked up.
  private static boolean isAtItsEnd(String host, Flow over, boolean isPeer) {
    return isSame(host, over.host(), Dialect.NEWEST)
        || host.equalsIgnoreCase(over.verifiedName())
        || (isPeer && !HostText.isNumeric(host));
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
  private static boolean isBehindNat(
      String contact, Flow over, @Nullable String sentBy, Dialect dialect) {
    if (isSame(contact, over.host(), dialect)) {
      return false;
    }
    return (HostText.isLocalToItsNetwork(contact) && !HostText.isLocalToItsNetwork(over.host()))
        || (HostText.isNumeric(contact) && sentBy != null && isSame(contact, sentBy, dialect));
  }

  /// Whether two hosts are the same: an address has several forms (RFC 5954 section 4.2).
  private static boolean isSame(String host, String other, Dialect dialect) {
    byte[] address = dialect.knowsWhoIsConnected() ? HostText.bytes(host) : null;
    return address == null
        ? host.equalsIgnoreCase(other)
        : Arrays.equals(address, HostText.bytes(other));
  }
}
