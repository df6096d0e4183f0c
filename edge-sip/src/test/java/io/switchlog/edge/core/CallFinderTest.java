package io.switchlog.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.wire.sip.AddressOfRecord;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which aggregate a message is about.
final class CallFinderTest {
  private final CallFinder finder = new CallFinder(Story.SECRET);

  private Arrival read(String text) {
    byte[] bytes =
        text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return finder.read(bytes, Story.ALICE);
  }

  private static String request(String method, String uri, String callId) {
    return Story.request(method, uri, "z9hG4bK-" + callId, "", callId, 1, "");
  }

  /// RFC 3261 section 10.3: the To says whose bindings they are, whoever registers them and where.
  @Test
  void allRegistrationsOfAUserAreAboutOneAddress() {
    String phone = request("REGISTER", "sip:example.com", "one");
    String other =
        request("REGISTER", "sip:edge.example.com;transport=udp", "two")
            .replaceAll("To: .*", "To: <sips:B%6fb@EXAMPLE.com:5061>");
    String first = phone.replaceAll("To: .*", "To: \"Bob\" <sip:Bob@example.com>");
    assertThat(read(first))
        .isInstanceOfSatisfying(
            Arrival.OfAddress.class,
            it -> assertThat(it.address()).isEqualTo(new AddressOfRecord("Bob@example.com")));
    assertThat(read(other))
        .isInstanceOfSatisfying(
            Arrival.OfAddress.class,
            it -> assertThat(it.address()).isEqualTo(new AddressOfRecord("Bob@example.com")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUBSCRIBE", "MESSAGE", "PUBLISH"})
  void whatGoesToAUserIsAboutTheAddressThatItGoesTo(String method) {
    assertThat(read(request(method, "sip:bob@example.com;user=phone", "one")))
        .isInstanceOfSatisfying(
            Arrival.OfAddress.class,
            it -> assertThat(it.address()).isEqualTo(new AddressOfRecord("bob@example.com")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "INFO"})
  void insideADialogItIsAboutTheCall(String method) {
    assertThat(read(Story.inDialog(method, "z9hG4bK-1", Story.TOKEN, 2)))
        .isInstanceOfSatisfying(
            Arrival.OfCall.class, it -> assertThat(it.call()).isEqualTo(Story.CALL));
  }

  /// RFC 3261 section 8.2.2.1: it is refused, as what nobody here can be called by.
  @Test
  void aUriOfAnotherSchemeIsAboutNoAddress() {
    assertThat(read(request("MESSAGE", "mailto:bob@example.com", "one")))
        .isInstanceOf(Arrival.OfCall.class);
  }
}
