package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingRulesTest {
  @Test
  void aRouteIsADialRuleOfItsOwnName() {
    assertThat(RoutingRules.route(2, "a=b(\\d)=sip:$1@h;x=y"))
        .isEqualTo(
            new Rule("route-2", "a=b(\\d)", new Action.Dial("sip:$1@h;x=y", MediaMode.RELAY)));
  }

  @Test
  void routesComeBeforeTheUsualRules() {
    Rule first = RoutingRules.route(1, ".*=sip:h");

    assertThat(RoutingRules.usual(List.of(first)).rules())
        .extracting(Rule::name)
        .containsExactly("route-1", "echo", "music", "park", "users", "retrieve");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2(.)     | \"2(.)\", expected REGEX=SIP-URI such as 2(\\d+)=sip:$1@127.0.0.1:5070",
        "=sip:h   | \"=sip:h\", expected REGEX=SIP-URI such as 2(\\d+)=sip:$1@127.0.0.1:5070",
        "2(=sip:h | \"2(\", expected a regular expression for the called user such as 2(\\d+)"
            + " (missing closing ): 2()",
        "a=sip:   | \"sip:\", expected a SIP URI such as sip:$1@127.0.0.1:5070",
      })
  void aRouteThatCannotBeIsOneLine(String route, String complaint) {
    assertThatThrownBy(() -> RoutingRules.route(1, route)).hasMessage(complaint);
  }
}
