package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.OtherUri;
import io.switchlog.wire.sip.Params;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.TelUri;
import io.switchlog.wire.sip.Uri;
import org.jspecify.annotations.Nullable;

/// A party to call, and who it will see calling.
///
/// @param uri the Request-URI
/// @param destination the next hop
/// @param localParty our From, without tag
/// @param remoteParty our To
public record Target(String uri, Destination destination, String localParty, String remoteParty) {

  /// The called party of a new leg. Names and users cross, hosts do not: the From is at our own
  /// address, the To at the target's.
  ///
  /// @param uriText where to call
  /// @param caller the caller's dialog
  /// @param ownHost the address that our edge is known by
  /// @return null where the text is no SIP URI
  public static @Nullable Target of(String uriText, Dialog caller, String ownHost) {
    if (!(Uri.tryParse(uriText) instanceof SipUri uri)) {
      return null;
    }
    NameAddress from = NameAddress.parse(caller.remoteParty());
    NameAddress to = NameAddress.parse(caller.localParty());
    String fromUser =
        switch (from.uri()) {
          case SipUri sip -> sip.decodedUser();
          case TelUri tel -> tel.number();
          case OtherUri _ -> null;
        };
    SipUri ownFrom = SipUri.of(fromUser, ownHost, -1);
    SipUri bare = uri.withParams(Params.NONE).withoutHeaders();
    return new Target(
        uri.withoutHeaders().toString(),
        destination(uri, Transport.UDP, ""),
        NameAddress.of(from.displayName(), ownFrom).toString(),
        NameAddress.of(to.displayName(), bare).toString());
  }

  /// A party that nobody calls but the exchange, on somebody's behalf.
  ///
  /// @param shown the user that it sees calling; null for none
  /// @param ownHost as above
  /// @return null where the text is no SIP URI
  public static @Nullable Target asked(String uriText, @Nullable String shown, String ownHost) {
    if (!(Uri.tryParse(uriText) instanceof SipUri uri)) {
      return null;
    }
    return new Target(
        uri.withoutHeaders().toString(),
        destination(uri, Transport.UDP, ""),
        NameAddress.of(
                null, SipUri.of(shown == null || shown.isBlank() ? null : shown, ownHost, -1))
            .toString(),
        NameAddress.of(null, uri.withParams(Params.NONE).withoutHeaders()).toString());
  }

  /// The next hop that a URI names.
  ///
  /// @param usual the transport where the URI names none
  static Destination destination(SipUri uri, Transport usual, String flow) {
    String named = uri.transport();
    Transport transport =
        named == null ? usual : named.equals("tcp") ? Transport.TCP : Transport.UDP;
    return new Destination(transport, uri.address(), uri.portOrDefault(), flow);
  }
}
