package io.switchlog.control.core.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.event.Content;
import io.switchlog.wire.token.ClusterSecret;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How requests inside a dialog find their way (RFC 3261 section 12.2.1.1).
///
/// Holds `EndToEnd`, `HeaderLines`, `Writing` and `Reading`.
class WritingTest {
  private static final Writing WRITING =
      new Writing(
          ClusterSecret.of("a secret that is long enough"),
          new CallId("0123456789abcdefghijklmnop"),
          new LegId(2),
          Dialect.NEWEST,
          null,
          null);

  private static RequestPattern bye(Transport transport, String target, String... routes) {
    Dialog dialog =
        new Dialog(
            "id",
            "<sip:a@x>",
            "<sip:b@y>",
            "tag",
            target,
            List.of(routes),
            1,
            0,
            transport,
            "f7",
            null,
            null,
            null,
            false);
    return WRITING.request(dialog, "BYE", 2, Content.NONE).request();
  }

  @Test
  void withoutRoutesTheTargetIsTheNextHop() {
    RequestPattern bye = bye(Transport.TCP, "sip:b@192.0.2.4");
    assertThat(bye.uri()).isEqualTo("sip:b@192.0.2.4");
    assertThat(bye.headers().toString()).doesNotContain("Route:");
    assertThat(bye.destination().transport()).isEqualTo(Transport.TCP);
    assertThat(bye.destination().port()).isEqualTo(5060);
    assertThat(bye.destination().flow()).isEqualTo("f7");
    assertThat(bye(Transport.UDP, "sip:b@[2001:db8::1]:5080;transport=TCP").destination())
        .isEqualTo(new Destination(Transport.TCP, "2001:db8::1", 5080, "f7"));
  }

  /// A leg may come over TLS into a call that began before there was any: it is never told in the
  /// clear what it said in private.
  @Test
  void aDialogOverTlsStaysThereInACallOfBefore() {
    Flow over = new Flow(NodeId.edge(0), "tls", Transport.TLS, "192.0.2.8", 5061, "life-7", null);
    for (Dialect dialect : Dialect.values()) {
      Writing writing =
          new Writing(
              ClusterSecret.of("a secret that is long enough"),
              new CallId("0123456789abcdefghijklmnop"),
              new LegId(3),
              dialect,
              null,
              null);
      Dialog dialog =
          new Dialog(
              "id",
              "<sips:a@x>",
              "<sips:b@y>",
              "tag",
              "sips:b@192.0.2.7;transport=tls",
              List.of("sip:proxy.example;transport=tls;lr"),
              1,
              0,
              Transport.TLS,
              "life-7",
              null,
              over,
              null,
              true);
      RequestPattern bye = writing.request(dialog, "BYE", 2, Content.NONE).request();
      assertThat(bye.destination().transport()).as("%s", dialect).isEqualTo(Transport.TLS);
    }
  }

  @Test
  void aLooseRouterLeavesTheRequestUriAlone() {
    RequestPattern bye =
        bye(Transport.UDP, "sip:b@192.0.2.4", "sip:p1.example;lr", "sip:p2.example;lr");
    assertThat(bye.uri()).isEqualTo("sip:b@192.0.2.4");
    assertThat(bye.headers().toString())
        .contains("Route: <sip:p1.example;lr>\r\nRoute: <sip:p2.example;lr>\r\n");
    assertThat(bye.destination().host()).isEqualTo("p1.example");
  }

  @Test
  void aStrictRouterTakesTheRequestUri() {
    RequestPattern bye =
        bye(Transport.UDP, "sip:b@192.0.2.4", "sip:strict.example", "sip:p2.example;lr");
    assertThat(bye.uri()).isEqualTo("sip:strict.example");
    assertThat(bye.headers().toString())
        .contains("Route: <sip:p2.example;lr>\r\nRoute: <sip:b@192.0.2.4>\r\n");
    assertThat(bye.destination().host()).isEqualTo("strict.example");
  }

  @Test
  void aBranchNamesItsRequestsNumber() {
    assertThat(Writing.cseqOf(bye(Transport.UDP, "sip:b@x").branch())).isEqualTo(2);
    assertThat(Writing.cseqOf("z9hG4bKtoken.2a")).isEqualTo(-1);
    assertThat(Writing.cseqOf("")).isEqualTo(-1);
  }

  /// RFC 3261 section 7.3.3.
  @Test
  void aLineIsInPlaceOfAnotherInWhateverForm() {
    Content content =
        new Content(Bytes.of("Subject: lunch\r\nX-Account: 7\r\n"), Bytes.of("a body"));
    assertThat(HeaderLines.with(content, List.of("s: dinner", "x-account: 8")))
        .isEqualTo(new Content(Bytes.of("s: dinner\r\nx-account: 8\r\n"), Bytes.of("a body")));
    assertThat(HeaderLines.value(content, "S")).isEqualTo("lunch");
    assertThat(HeaderLines.value(content, "Priority")).isNull();
  }
}
