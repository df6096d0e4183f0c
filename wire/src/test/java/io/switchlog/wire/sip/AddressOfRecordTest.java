package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressOfRecordTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:bob@example.com | bob@example.com",
        "sips:bob:secret@EXAMPLE.com:5061;transport=tls;user=phone?Subject=x | bob@example.com",
        "sip:%62ob@example.com | bob@example.com",
        "sip:Bob@example.com | Bob@example.com",
        "sip:a%40b@example.com | a%40b@example.com",
        "sip:a%0d%0ab@example.com | a%0D%0Ab@example.com",
        "sip:example.com | example.com",
        "sip:bob@[2001:DB8:0::1] | bob@[2001:db8:0:0:0:0:0:1]",
        "tel:+49-30-(123)456;isub=1 | +4930123456",
        "tel:70-42;phone-context=Example.com | 7042;phone-context=example.com",
      })
  void allSpellingsOfAnAddressAreOne(String uri, String expected) {
    assertThat(AddressOfRecord.of(Uri.parse(uri))).hasToString(expected);
  }

  @Test
  void aUriOfAnotherSchemeNamesNobodyWhoCouldRegister() {
    assertThat(AddressOfRecord.of(Uri.parse("mailto:bob@example.com"))).isNull();
  }
}
