package io.switchlog.control.core.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.Lookup;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where what is sent inside a dialog goes.
///
/// Holds `Reach`.
class ReachTest {
  private static final NodeId EDGE = NodeId.edge(3);

  private static Flow over(Transport transport, String host, int port, String connection) {
    return new Flow(EDGE, "second", transport, host, port, connection, null);
  }

  private static Destination reach(
      String target, List<String> routes, @Nullable Flow over, @Nullable String sentBy) {
    Dialog dialog = dialog(target, routes, over, sentBy);
    String hop = routes.isEmpty() ? target : routes.getFirst();
    SipUri uri = (SipUri) Objects.requireNonNull(Uri.tryParse(hop));
    return Reach.of(
        Target.destination(uri, dialog.transport(), dialog.flow(), dialog.secure()),
        dialog,
        Dialect.NEWEST);
  }

  private static Dialog dialog(
      String target, List<String> routes, @Nullable Flow over, @Nullable String sentBy) {
    Transport transport = over == null ? Transport.UDP : over.transport();
    return new Dialog(
        "id",
        "<sip:a@x>",
        "<sip:b@y>",
        "tag",
        target,
        routes,
        1,
        0,
        transport,
        "f7",
        null,
        over,
        sentBy,
        false);
  }

  /// The first column is the Contact's host, the second where it is seen, the third its Via's host,
  /// the fourth whom it is reached at.
  @ParameterizedTest
  @CsvSource({
    // It is where it says, and listens at another port than it sends from.
    "192.0.2.4, 192.0.2.4, 192.0.2.4, 192.0.2.4:5062",
    // Its own network's, which nobody outside of it can reach.
    "192.168.1.7, 203.0.113.5, 192.168.1.7, 203.0.113.5:31337",
    "10.1.2.3, 203.0.113.5, , 203.0.113.5:31337",
    "172.16.0.1, 203.0.113.5, , 203.0.113.5:31337",
    "172.32.0.1, 203.0.113.5, , 172.32.0.1:5062",
    "100.64.9.9, 203.0.113.5, , 203.0.113.5:31337",
    "169.254.1.1, 203.0.113.5, , 203.0.113.5:31337",
    "[fd00::7], 2001:db8::5, , 2001:db8::5:31337",
    "[fe80::7], 2001:db8::5, , 2001:db8::5:31337",
    "[2001:db8::7], 2001:db8::5, , 2001:db8::7:5062",
    // It is where it says, in another form.
    "[2001:db8::7], 2001:db8:0:0:0:0:0:7, 2001:db8::7, 2001:db8::7:5062",
    // RFC 7118: a browser has no address of its own.
    "df7jal23ls0d.invalid, 203.0.113.5, df7jal23ls0d.invalid, 203.0.113.5:31337",
    // It takes itself to be where it is not seen.
    "198.51.100.7, 203.0.113.5, 198.51.100.7, 203.0.113.5:31337",
    "172.17.0.2, 10.0.0.5, 172.17.0.2, 10.0.0.5:31337",
    // A carrier that is called at another address than it calls from, and knows so.
    "198.51.100.7, 203.0.113.5, 203.0.113.5, 198.51.100.7:5062",
    "10.0.0.9, 10.0.0.5, 10.0.0.5, 10.0.0.9:5062",
    // A name is looked up.
    "phones.example, 203.0.113.5, phones.example, phones.example:5062",
  })
  void aPeerBehindANatIsReachedWhereItIsSeen(
      String contact, String seen, @Nullable String sentBy, String reached) {
    Flow over = over(Transport.UDP, seen, 31_337, "");
    Destination to = reach("sip:bob@" + contact + ":5062", List.of(), over, sentBy);
    assertThat(to.host() + ":" + to.port()).isEqualTo(reached);
    assertThat(to.along()).isEqualTo(over);
  }

  @Test
  void theConnectionThatItsMessagesComeOverIsTheOneToUse() {
    Flow over = over(Transport.TCP, "203.0.113.5", 31_337, "life-2");
    for (String contact : List.of("sip:b@203.0.113.5;transport=tcp", "sip:b@b.x;transport=tcp")) {
      Destination to = reach(contact, List.of(), over, null);
      assertThat(to.flow()).isEqualTo("life-2");
      assertThat(to.along()).isEqualTo(over);
    }
  }

  /// A carrier that is called elsewhere than it calls from, and a proxy that is not in the way any
  /// more: it is another one that is connected.
  @ParameterizedTest
  @CsvSource({
    "sip:b@192.0.2.4;transport=tcp, ",
    "sip:b@203.0.113.5;transport=tcp, sip:192.0.2.4;transport=tcp;lr",
    "sip:b@203.0.113.5;transport=tcp, sip:p.example;transport=tcp;lr"
  })
  void aConnectionToSomebodyElseIsNotUsed(String contact, @Nullable String route) {
    Flow over = over(Transport.TCP, "203.0.113.5", 31_337, "life-2");
    List<String> routes = route == null ? List.of() : List.of(route);
    Destination to = reach(contact, routes, over, "203.0.113.5");
    assertThat(to.flow()).isEmpty();
    assertThat(to.host()).isNotEqualTo("203.0.113.5");
    assertThat(to.along()).as("the listener").isEqualTo(over);
    // Calls that were begun before go on as they began.
    Dialog dialog = dialog(contact, routes, over, "203.0.113.5");
    assertThat(Reach.of(to, dialog, Dialect.SIXTH).flow()).isEqualTo("life-2");
  }

  @Test
  void aProxyThatHasProvenItsNameIsTheOneThatIsConnected() {
    Flow over =
        new Flow(EDGE, "second", Transport.TLS, "203.0.113.5", 31_337, "life-2", "p.example");
    Destination to = reach("sips:b@192.0.2.4", List.of("sips:p.example;lr"), over, "203.0.113.5");
    assertThat(to.flow()).isEqualTo("life-2");
  }

  /// The first column is the Contact, the second what its messages come over. What others could
  /// read along is no way to whoever came over TLS, and a WebSocket nobody opens but its client.
  @ParameterizedTest
  @CsvSource({
    "sip:b@192.168.1.7:40001;transport=tls, TLS, TLS 203.0.113.5:31337",
    "sip:b@198.51.100.7;transport=tls, TLS, TLS 198.51.100.7:5061",
    "sip:b@198.51.100.7;transport=tcp, TLS, TLS 203.0.113.5:31337",
    "sip:b@198.51.100.7;transport=udp, TLS, TLS 203.0.113.5:31337",
    "sip:b@198.51.100.7, TLS, TLS 198.51.100.7:5061",
    "sips:b@198.51.100.7, TLS, TLS 198.51.100.7:5061",
    "sips:b@198.51.100.7;transport=tcp, TLS, TLS 198.51.100.7:5061",
    "sips:b@198.51.100.7, TCP, TLS 198.51.100.7:5061",
    "sip:b@df7jal23ls0d.invalid;transport=ws, WS, WS 203.0.113.5:31337",
    "sip:b@df7jal23ls0d.invalid;transport=ws, WSS, WSS 203.0.113.5:31337",
    "sip:b@198.51.100.7;transport=ws, WSS, WSS 203.0.113.5:31337",
    "sips:b@198.51.100.7;transport=ws, WSS, WSS 203.0.113.5:31337",
    "sip:b@198.51.100.7, WSS, WSS 203.0.113.5:31337",
    "sip:b@198.51.100.7;transport=sctp, TCP, TCP 198.51.100.7:5060",
  })
  void theTransportIsTheOneThatTheUriNames(String contact, Transport over, String reached) {
    Destination to = reach(contact, List.of(), over(over, "203.0.113.5", 31_337, "life-2"), null);
    assertThat(to.transport() + " " + to.host() + ":" + to.port()).isEqualTo(reached);
  }

  /// RFC 3261 section 12.2.1.1 and 26.2.2.
  @Test
  void whatASipsUriOpenedNeverLeavesWithoutTls() {
    Dialog dialog =
        new Dialog(
            "id",
            "<sips:a@x>",
            "<sips:b@y>",
            "tag",
            "sip:b@198.51.100.7",
            List.of(),
            1,
            0,
            Transport.TCP,
            "",
            null,
            null,
            null,
            true);
    SipUri contact = SipUri.parse(dialog.remoteTarget());
    Destination to =
        Reach.of(
            Target.destination(contact, dialog.transport(), "", dialog.secure()),
            dialog,
            Dialect.NEWEST);
    assertThat(to.transport()).isEqualTo(Transport.TLS);
  }

  /// RFC 3263 section 4: the first column is a URI, the second what is done with its host.
  @ParameterizedTest
  @CsvSource({
    "sip:b@pbx.example, UDP, 5060, ANY_SERVICE",
    "sips:b@pbx.example, TLS, 5061, ANY_SERVICE",
    "sip:b@pbx.example;transport=tcp, TCP, 5060, SERVICE",
    "sip:b@pbx.example;transport=tls, TLS, 5061, SERVICE",
    "sips:b@pbx.example;transport=tcp, TLS, 5061, SERVICE",
    "sip:b@pbx.example:5070, UDP, 5070,",
    "sip:b@192.0.2.7, UDP, 5060,",
    "sips:b@[2001:db8::7], TLS, 5061,",
    "sip:b@pbx.example;transport=ws, WS, 80, SERVICE",
    "sip:b@pbx.example;transport=sctp, UDP, 5060, ANY_SERVICE",
  })
  void aNameIsLookedUpForWhatItsUriLeavesOpen(
      String uri, Transport transport, int port, @Nullable Lookup lookup) {
    Destination to = Target.destination(SipUri.parse(uri), null, "", false);
    assertThat(to.transport()).isEqualTo(transport);
    assertThat(to.port()).isEqualTo(port);
    assertThat(to.lookup()).isEqualTo(lookup);
  }

  @Test
  void aRouteIsFollowedWhateverThePeerIsBehind() {
    Flow over = over(Transport.UDP, "203.0.113.5", 31_337, "");
    Destination to = reach("sip:b@192.168.1.7", List.of("sip:10.0.0.1;lr"), over, "192.168.1.7");
    assertThat(to.host()).isEqualTo("10.0.0.1");
    assertThat(to.along()).isEqualTo(over);
  }

  @Test
  void whereAnotherTransportIsNamedThatIsTaken() {
    Flow over = over(Transport.UDP, "203.0.113.5", 31_337, "");
    Destination to = reach("sip:b@192.168.1.7;transport=tcp", List.of(), over, null);
    assertThat(to).isEqualTo(new Destination(Transport.TCP, "192.168.1.7", 5060, "f7"));
  }

  @Test
  void nothingIsKnownOfDialogsOfBefore() {
    Destination to = reach("sip:b@192.168.1.7", List.of(), null, null);
    assertThat(to).isEqualTo(new Destination(Transport.UDP, "192.168.1.7", 5060, "f7"));
  }
}
