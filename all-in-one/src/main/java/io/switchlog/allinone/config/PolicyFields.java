package io.switchlog.allinone.config;

import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RequestPolicy.Handling;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a rule says of what crosses from one leg to the other. See docs/routing.md.
final class PolicyFields {
  private static final String REQUESTS = "a mapping such as {MESSAGE: refuse, REFER: pass}";
  private static final String HEADERS = "a mapping such as {to-caller: {strip: [X-*]}}";
  private static final Set<String> WAYS = Set.of("to-called", "to-caller");
  private static final Set<String> METHODS = Set.of("INFO", "MESSAGE", "NOTIFY", "REFER");

  private final String file;

  PolicyFields(String file) {
    this.file = file;
  }

  /// What a rule says; null where it says nothing.
  ///
  /// @param action the key of its action
  /// @throws ConfigFileException where it says what its action has no use for
  @Nullable CrossingPolicy policy(Fields rule, String action) {
    RequestPolicy requests = rule.has("requests") ? requests(rule, action) : null;
    Fields headers = rule.has("headers") ? headers(rule, action) : null;
    HeaderRules toCalled = rules(headers, "to-called");
    HeaderRules toCaller = rules(headers, "to-caller");
    return requests == null && toCalled == null && toCaller == null
        ? null
        : new CrossingPolicy(requests, toCalled, toCaller);
  }

  private Fields headers(Fields rule, String action) {
    if (!action.equals("dial") && !action.equals("park") && !action.equals("user")) {
      throw rule.wrong(
          "headers", "no such key beside " + action + ", whose caller is connected with nobody");
    }
    return Fields.of(file, rule.name("headers"), rule.required("headers", HEADERS), WAYS, HEADERS);
  }

  private @Nullable HeaderRules rules(@Nullable Fields headers, String way) {
    return headers == null || !headers.has(way) ? null : HeaderFields.rules(file, headers, way);
  }

  private RequestPolicy requests(Fields rule, String action) {
    switch (action) {
      case "reject", "retrieve" ->
          throw rule.wrong(
              "requests",
              "no such key beside "
                  + action
                  + ", whose caller talks by another rule or not at all");
      default -> {
        // Somebody talks, be it with the exchange.
      }
    }
    Fields fields =
        Fields.of(
            file, rule.name("requests"), rule.required("requests", REQUESTS), METHODS, REQUESTS);
    RequestPolicy usual = RequestPolicy.USUAL;
    return new RequestPolicy(
        handling(fields, "INFO", usual.ofInfo()),
        handling(fields, "MESSAGE", usual.ofMessage()),
        handling(fields, "NOTIFY", usual.ofNotify()),
        handling(fields, "REFER", usual.ofRefer()));
  }

  private static Handling handling(Fields fields, String method, Handling usual) {
    boolean isRefer = method.equals("REFER");
    String wanted =
        isRefer
            ? "pass or refuse: to accept it would be to promise what the exchange does not do"
            : "pass, accept or refuse";
    return !fields.has(method)
        ? usual
        : switch (fields.text(method, wanted)) {
          case "pass" -> Handling.PASS;
          case "accept" -> {
            if (isRefer) {
              throw fields.wrong(method, wanted);
            }
            yield Handling.ACCEPT;
          }
          case "refuse" -> Handling.REFUSE;
          default -> throw fields.wrong(method, wanted);
        };
  }
}
