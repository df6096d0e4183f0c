package io.switchlog.allinone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.AggregateId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of a replay, and whether it counts as a failure.
class ReplayReportTest {
  private final StringWriter text = new StringWriter();

  private int report(long decisions, Verdict.Difference... differences) {
    return report(decisions, 0, differences);
  }

  private int report(long decisions, long folded, Verdict.Difference... differences) {
    PrintWriter out = new PrintWriter(text);
    int code =
        ReplayCommand.report(
            new Verdict(2, decisions, folded, 9, 5, List.of(), 0, List.of(differences)),
            "calls",
            out);
    out.flush();
    return code;
  }

  private static Verdict.Difference difference(int rules) {
    return new Verdict.Difference(new AggregateId("call" + rules), 3, 7, "so", "otherwise", rules);
  }

  @Test
  void equalDecisionsAreCounted() {
    assertThat(report(7)).isZero();
    assertThat(text)
        .hasToString("replayed 2 calls, 7 decisions with 9 events and 5 commands: no difference\n");
  }

  @Test
  void whatOtherRulesToldIsCounted() {
    assertThat(report(7, 4)).isZero();
    assertThat(text.toString())
        .startsWith(
            "4 decisions were taken by other rules than this build's, %d: what they told stands"
                .formatted(CallDecider.RULES))
        .endsWith("no difference\n");
  }

  @Test
  void nothingComparedIsAFailure() {
    assertThat(report(0)).isEqualTo(1);
  }

  @Test
  void whatOtherRulesDecidedIsToldApart() {
    assertThat(report(7, difference(1))).isEqualTo(3);
    assertThat(text.toString())
        .contains("call call1, input 3/7: decided otherwise")
        .contains(
            "7 decisions with 9 events and 5 commands; 1 calls were decided by rules 1, and would be"
                + " otherwise by this build's, "
                + CallDecider.RULES)
        .doesNotContain("no difference");
  }

  @Test
  void whatThisBuildsRulesDecidedIsToComeOutTheSame() {
    assertThat(report(7, difference(1), difference(CallDecider.RULES))).isEqualTo(1);
    assertThat(text.toString())
        .contains("replayed: 1 calls differ")
        .startsWith("call call" + CallDecider.RULES);
  }
}
