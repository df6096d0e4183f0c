package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.Lookup;
import io.switchlog.wire.sip.HostText;
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

  /// Whether it is called by a SIPS URI.
  public boolean isSecure() {
    return Uri.tryParse(uri) instanceof SipUri sip && sip.secure();
  }

  /// The same, reached along the way that its own messages come, whatever its URI says (RFC 5626
  /// section 5.3).
  public Target along(Flow flow) {
    Destination way =
        new Destination(flow.transport(), flow.host(), flow.port(), flow.connection(), flow, null);
    return new Target(uri, way, localParty, remoteParty);
  }

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
        destination(uri, null, "", false),
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
        destination(uri, null, "", false),
        NameAddress.of(
                null, SipUri.of(shown == null || shown.isBlank() ? null : shown, ownHost, -1))
            .toString(),
        NameAddress.of(null, uri.withParams(Params.NONE).withoutHeaders()).toString());
  }

  /// Where a call to a URI goes, as far as it can be told without asking anybody.
  public static Destination at(SipUri uri) {
    return destination(uri, null, "", false);
  }

  /// The next hop that a URI names, as calls have it that rules before 12 began: over UDP or TCP,
  /// and at its host.
  ///
  /// @param usual the transport where the URI names none
  static Destination asBefore(SipUri uri, Transport usual, String flow) {
    String named = uri.transport();
    Transport transport =
        named == null ? usual : named.equals("tcp") ? Transport.TCP : Transport.UDP;
    return new Destination(transport, uri.address(), uri.portOrDefault(), flow);
  }

  /// The next hop that a URI names (RFC 3263 section 4), as far as it can be told without asking
  /// anybody: where a name has to be looked up, the destination says for what.
  ///
  /// @param usual the transport where the URI names none; null: any
  /// @param secure whether it goes over TLS in any case
  static Destination destination(
      SipUri uri, @Nullable Transport usual, String flow, boolean secure) {
    Transport named = named(uri, usual);
    Transport plain = named == null ? Transport.UDP : named;
    Transport transport = uri.secure() || secure ? plain.secured() : plain;
    boolean isDomain = uri.port() < 0 && !HostText.isNumeric(uri.address());
    Lookup lookup = isDomain ? (named == null ? Lookup.ANY_SERVICE : Lookup.SERVICE) : null;
    int port = uri.port() < 0 ? transport.defaultPort() : uri.port();
    return new Destination(transport, uri.address(), port, flow, null, lookup);
  }

  /// A WebSocket is named alike with TLS and without (RFC 7118 section 5.3): what the peer came
  /// over says which it is.
  private static @Nullable Transport named(SipUri uri, @Nullable Transport usual) {
    String text = uri.transport();
    Transport named = text == null ? null : Transport.named(text);
    if (named == null) {
      return usual;
    }
    return named == Transport.WS && usual == Transport.WSS ? usual : named;
  }
}
