package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RequestPolicy.Handling;
import io.switchlog.schemas.config.RoutingTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a rule lets cross, as a file says it.
class PolicyFieldsTest {
  private static RoutingTable table(String action, String policy) {
    return RoutingFile.parse(
        "r.yaml", "rules:\n - name: a\n   called: a\n   " + action + "\n   " + policy);
  }

  private static RoutingTable table(String policy) {
    return table("dial: {uri: 'sip:h'}", policy);
  }

  @Test
  void aRuleThatSaysNothingHasNoPolicy() {
    assertThat(table("").rules().getFirst().policy()).isNull();
  }

  @Test
  void whatIsDoneWithEachRequestIsSaidByItsMethod() {
    assertThat(
            table("requests: {INFO: accept, NOTIFY: pass, REFER: pass}")
                .rules()
                .getFirst()
                .policy())
        .isEqualTo(
            new CrossingPolicy(
                new RequestPolicy(Handling.ACCEPT, Handling.PASS, Handling.PASS, Handling.PASS)));
    assertThat(table("requests: {MESSAGE: refuse}").rules().getFirst().policy())
        .isEqualTo(
            new CrossingPolicy(
                new RequestPolicy(
                    Handling.PASS, Handling.REFUSE, Handling.REFUSE, Handling.REFUSE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dial: {uri: 'sip:h'}", "echo: {}", "music: {}", "park: {slots: 701}"})
  void whoeverTalksMaySayMore(String action) {
    assertThat(table(action, "requests: {INFO: refuse}").rules().getFirst().policy()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"requests: {INFO: accept, MESSAGE: refuse, REFER: pass}"})
  void whatIsShownMakesTheSameTable(String policy) {
    RoutingTable table = table(policy);
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table)) + "\n"))
        .isEqualTo(table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "requests: pass | rules[0].requests: found \"pass\", expected a mapping such as {MESSAGE:"
            + " refuse, REFER: pass}",
        "requests: {SUBSCRIBE: pass} | unknown key rules[0].requests.SUBSCRIBE, expected one of INFO,"
            + " MESSAGE, NOTIFY, REFER",
        "requests: {MESSAGE: drop} | rules[0].requests.MESSAGE: found \"drop\", expected pass, accept"
            + " or refuse",
        "requests: {REFER: accept} | rules[0].requests.REFER: found \"accept\", expected pass or"
            + " refuse: to accept it would be to promise what the exchange does not do",
      })
  void aMistakeIsToldInOneLine(String policy, String complaint) {
    assertThatThrownBy(() -> table(policy))
        .isInstanceOf(RoutingFileException.class)
        .hasMessage("r.yaml:5: " + complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reject: {status: 403, reason: No}", "retrieve: {slot: 701}"})
  void whoeverTalksByNoRuleHasNothingToSay(String action) {
    assertThatThrownBy(() -> table(action, "requests: {INFO: pass}"))
        .isInstanceOf(RoutingFileException.class)
        .hasMessageStartingWith(
            "r.yaml:5: rules[0].requests: found a mapping, expected no such key")
        .hasMessageEndingWith(", whose caller talks by no rule of it");
  }
}
