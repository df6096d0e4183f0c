package io.switchlog.control.core.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
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
    Transport transport = over == null ? Transport.UDP : over.transport();
    Dialog dialog =
        new Dialog(
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
            sentBy);
    String hop = routes.isEmpty() ? target : routes.getFirst();
    return Reach.of((SipUri) Objects.requireNonNull(Uri.tryParse(hop)), dialog);
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
    Destination to = reach("sip:b@192.0.2.4;transport=tcp", List.of(), over, null);
    assertThat(to.flow()).isEqualTo("life-2");
    assertThat(to.along()).isEqualTo(over);
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
