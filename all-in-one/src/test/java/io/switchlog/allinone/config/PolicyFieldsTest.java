package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RequestPolicy.Handling;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  private static @Nullable CrossingPolicy policy(String policy) {
    return table(policy).rules().getFirst().policy();
  }

  @Test
  void aRuleThatSaysNothingHasNoPolicy() {
    assertThat(policy("")).isNull();
  }

  @Test
  void whatIsDoneWithEachRequestIsSaidByItsMethod() {
    assertThat(policy("requests: {INFO: accept, NOTIFY: pass, REFER: pass}"))
        .isEqualTo(
            new CrossingPolicy(
                new RequestPolicy(Handling.ACCEPT, Handling.PASS, Handling.PASS, Handling.PASS),
                null,
                null));
    assertThat(policy("requests: {MESSAGE: refuse}"))
        .isEqualTo(
            new CrossingPolicy(
                new RequestPolicy(Handling.PASS, Handling.REFUSE, Handling.REFUSE, Handling.REFUSE),
                null,
                null));
  }

  @Test
  void whichHeadersCrossIsSaidForEachWay() {
    assertThat(
            policy(
                """
                headers:
                      to-called: {pass: [P-Asserted-Identity, y], strip: [X-Internal-*, j], set: {X-Trunk: gold, s: a}}
                      to-caller: {strip: ["*"]}
                """))
        .isEqualTo(
            new CrossingPolicy(
                null,
                new HeaderRules(
                    List.of("P-Asserted-Identity", "Identity"),
                    List.of("X-Internal-*", "reject-contact"),
                    List.of("X-Trunk: gold", "Subject: a")),
                new HeaderRules(List.of(), List.of("*"), List.of())));
    assertThat(policy("headers: {to-caller: {}}"))
        .isEqualTo(
            new CrossingPolicy(null, null, new HeaderRules(List.of(), List.of(), List.of())));
    assertThat(policy("headers: {}")).isNull();
  }

  @Test
  void aParkedCallerIsConnectedToo() {
    assertThat(table("park: {slots: 701}", "headers: {to-caller: {strip: [X-*]}}").rules())
        .first()
        .extracting(Rule::policy)
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dial: {uri: 'sip:h'}", "echo: {}", "music: {}", "park: {slots: 701}"})
  void whoeverTalksMaySayMore(String action) {
    assertThat(table(action, "requests: {INFO: refuse}").rules().getFirst().policy()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests: {INFO: accept, MESSAGE: refuse, REFER: pass}",
        "headers: {to-called: {pass: [P-*, Diversion], strip: ['*'], set: {X-A: 'b: \"c\"', X-D: e}}}",
        "headers: {to-called: {}, to-caller: {strip: [X-*]}}"
      })
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
        "headers: [X-A] | rules[0].headers: found a list, expected a mapping such as {to-caller:"
            + " {strip: [X-*]}}",
        "headers: {to-us: {}} | unknown key rules[0].headers.to-us, expected one of to-called,"
            + " to-caller",
        "headers: {to-caller: [X-A]} | rules[0].headers.to-caller: found a list, expected a mapping"
            + " such as {pass: [Diversion], strip: [X-*], set: {X-Trunk: gold}}",
        "headers: {to-caller: {drop: [X-A]}} | unknown key rules[0].headers.to-caller.drop, expected"
            + " one of pass, set, strip",
        "headers: {to-caller: {pass: X-A}} | rules[0].headers.to-caller.pass: found \"X-A\", expected"
            + " a list of at most 50 names such as [Diversion, X-*]",
        "headers: {to-caller: {pass: [{X-A: b}]}} | rules[0].headers.to-caller.pass[0]: found a"
            + " mapping, expected the name of a header, or how it begins and a * such as X-*",
        "headers: {to-caller: {pass: [X-A, X *]}} | rules[0].headers.to-caller.pass[1]: found \"X *\","
            + " expected the name of a header, or how it begins and a * such as X-*",
        "headers: {to-caller: {strip: ['*-Id']}} | rules[0].headers.to-caller.strip[0]: found \"*-Id\","
            + " expected the name of a header, or how it begins and a * such as X-*",
        "headers: {to-called: {pass: [Via]}} | rules[0].headers.to-called.pass[0]: found \"Via\","
            + " expected a header that is neither the exchange's own nor one dialog's",
        "headers: {to-called: {strip: [m]}} | rules[0].headers.to-called.strip[0]: found \"m\","
            + " expected a header that is neither the exchange's own nor one dialog's",
        "headers: {to-called: {strip: [Content-*]}} | rules[0].headers.to-called.strip[0]: found"
            + " \"Content-*\", expected a header that is neither the exchange's own nor one dialog's",
        "headers: {to-called: {set: {Session-Expires: 90}}} | rules[0].headers.to-called.set"
            + ".Session-Expires: found \"90\", expected a header that is neither the exchange's own"
            + " nor one dialog's",
        "headers: {to-called: {set: {X-*: a}}} | rules[0].headers.to-called.set.X-*: found \"a\","
            + " expected a name without a *, which is part of no header's",
        "headers: {to-called: {set: {s: a, Subject: b}}} | rules[0].headers.to-called.set: found a"
            + " mapping, expected each header once, in its long or its compact form",
        "headers: {to-called: {pass: [X-A], strip: [x-a]}} | rules[0].headers.to-called.strip[0]:"
            + " found \"x-a\", expected a name that pass, strip and set have only once in all",
        "headers: {to-called: {strip: [X-A], set: {X-A: b}}} | rules[0].headers.to-called.strip[0]:"
            + " found \"X-A\", expected a name that pass, strip and set have only once in all",
      })
  void aMistakeIsToldInOneLine(String policy, String complaint) {
    assertThatThrownBy(() -> table(policy))
        .isInstanceOf(ConfigFileException.class)
        .hasMessage("r.yaml:5: " + complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reject: {status: 403, reason: No}", "retrieve: {slot: 701}"})
  void whoeverTalksByNoRuleHasNothingToSay(String action) {
    assertThatThrownBy(() -> table(action, "requests: {INFO: pass}"))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageStartingWith(
            "r.yaml:5: rules[0].requests: found a mapping, expected no such key")
        .hasMessageEndingWith(", whose caller talks by another rule or not at all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reject: {status: 403, reason: No}",
        "retrieve: {slot: 701}",
        "echo: {}",
        "music: {}"
      })
  void whereNothingCrossesNoHeaderIsSpokenOf(String action) {
    assertThatThrownBy(() -> table(action, "headers: {to-caller: {strip: [X-*]}}"))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageStartingWith("r.yaml:5: rules[0].headers: found a mapping, expected no such key")
        .hasMessageEndingWith(", whose caller is connected with nobody");
  }
}
