package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who calls by SIPS is put through over TLS, or not at all (RFC 3261 section 26.2.2, RFC 5630).
class SipsTest {
  private static final Flow B_FLOW =
      new Flow(EDGE, "tls", Transport.TLS, "192.0.2.200", 5071, "life-9", null);

  private static ServerTransaction overTls(String branch) {
    return new ServerTransaction(
        EDGE,
        "key" + branch,
        "tls",
        Transport.TLS,
        "192.0.2.1",
        31_337,
        "life-7",
        List.of("SIP/2.0/TLS 192.168.1.7:5060;branch=" + branch + ";received=192.0.2.1"));
  }

  private static Bytes direct(String message) {
    return Bytes.of(
        message
            .replaceAll("Record-Route: .*\r\n", "")
            .replace("INVITE sip:", "INVITE sips:")
            .replace("Contact: <sip:", "Contact: <sips:"));
  }

  private static Story invited(String target) {
    Story story = new Story(new Action.Dial(target, Action.MediaMode.RELAY));
    String invite = SipText.invite(314159, "", Sdp.A);
    return story.step(new InviteReceived(overTls("z9hG4bK1"), direct(invite)));
  }

  /// What the caller was told last.
  private static SendResponse answer(Story story) {
    return story.orders.stream()
        .filter(SendResponse.class::isInstance)
        .map(SendResponse.class::cast)
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  private static Story talking() {
    Story story = invited("sips:$1@192.0.2.200").mediaApplied();
    SendRequest invite = story.request("INVITE", B);
    String ok = SipText.response(B, invite.request(), 200, Story.B_TAG, "", Sdp.B);
    story.step(
        new ResponseReceived(
            B, EDGE, invite.request().branch(), "INVITE", 200, false, direct(ok), B_FLOW));
    return story.mediaApplied().aAcks("");
  }

  @Test
  void aCallerBySipsIsPutThroughOverTls() {
    Story story = invited("sips:$1@192.0.2.200").mediaApplied();
    RequestPattern invite = story.request("INVITE", B).request();
    assertThat(invite.uri()).isEqualTo("sips:bob@192.0.2.200");
    assertThat(invite.destination().transport()).isEqualTo(Transport.TLS);
    assertThat(invite.destination().port()).isEqualTo(5061);
  }

  @Test
  void whereTheRuleDialsWithoutItTheCallerIsRefused() {
    Story story = invited("sip:$1@192.0.2.200;transport=tls");
    assertThat(answer(story).status()).isEqualTo(480);
    assertThat(answer(story).reason()).isEqualTo("SIPS Not Allowed");
  }

  /// RFC 3261 section 12.1.1.
  @Test
  void whoCallsBySipsIsAnsweredWithASipsContact() {
    Story story = talking();
    assertThat(answer(story).status()).isEqualTo(200);
    assertThat(answer(story).secure()).isTrue();
  }

  @Test
  void whatEndsTheCallGoesOverTlsToBoth() {
    Story story = talking();
    story.step(
        new RequestReceived(A, overTls("z9hG4bK2"), direct(SipText.ofA("BYE", 314160, "", ""))));
    assertThat(story.request("BYE", B).request().destination().transport())
        .isEqualTo(Transport.TLS);
    Story other = talking();
    other.bRequests("BYE", "", "");
    RequestPattern bye = other.request("BYE", A).request();
    assertThat(bye.uri()).isEqualTo("sips:alice@192.0.2.1:5061");
    assertThat(bye.destination().transport()).isEqualTo(Transport.TLS);
    assertThat(bye.destination().flow()).isEqualTo("life-7");
  }
}
