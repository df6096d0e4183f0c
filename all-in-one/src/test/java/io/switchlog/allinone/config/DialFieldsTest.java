package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.EarlyMedia;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whom a rule rings, as a file says it.
class DialFieldsTest {
  private static final RingTarget ANN = new RingTarget("sip:ann@10.0.0.1", 20, 0, List.of());
  private static final RingTarget BOB =
      new RingTarget("sip:$1@10.0.0.2", 15, 5, List.of("X-Queue: sales", "Subject: a: \"b\""));
  private static final RingTarget EVE = RingTarget.plain("sip:eve@10.0.0.9");

  private static RoutingTable table(String dial) {
    return RoutingFile.parse("r.yaml", "rules:\n - name: a\n   called: '(.*)'\n   dial: " + dial);
  }

  private static Action action(String dial) {
    return table(dial).rules().getFirst().action();
  }

  @Test
  void stagesAreRungInTheirOrderAndTheirTargetsByDelay() {
    assertThat(
            action(
                """
                {media: bypass, early-media: last, stages: [
                  {targets: [
                    {uri: 'sip:$1@10.0.0.2', ring: 15s, delay: 5s, headers: {X-Queue: sales, Subject: 'a: "b"'}},
                    {uri: 'sip:ann@10.0.0.1', ring: 20s}]},
                  {targets: [{uri: 'sip:eve@10.0.0.9'}]}]}
                """))
        .isEqualTo(
            new Action.Ring(
                List.of(new RingStage(List.of(ANN, BOB)), new RingStage(List.of(EVE))),
                MediaMode.BYPASS,
                EarlyMedia.LAST));
  }

  @Test
  void targetsWithoutStagesAreRungByPreference() {
    assertThat(
            action(
                """
                {targets: [{uri: 'sip:eve@10.0.0.9', q: 0.2}, {uri: 'sip:ann@10.0.0.1', ring: 20s},
                           {uri: 'sip:eve@10.0.0.9', q: 1.0}, {uri: 'sip:eve@10.0.0.9', q: 0.20}]}
                """))
        .isEqualTo(
            new Action.Ring(
                List.of(new RingStage(List.of(ANN, EVE)), new RingStage(List.of(EVE, EVE))),
                MediaMode.RELAY,
                EarlyMedia.FIRST));
  }

  @Test
  void aTrunkMayAskForCredentials() {
    RingTarget trunk = new RingTarget("sip:$1@10.0.0.1", 0, 0, List.of(), "acme");
    assertThat(action("{uri: 'sip:$1@10.0.0.1', credentials: acme}"))
        .isEqualTo(
            new Action.Ring(
                List.of(new RingStage(List.of(trunk))), MediaMode.RELAY, EarlyMedia.FIRST));
    RoutingTable table = table("{targets: [{uri: 'sip:$1@10.0.0.1', credentials: acme}]}");
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table))))
        .isEqualTo(table);
  }

  @Test
  void redirectionsAreFollowedWhereTheRuleSaysSo() {
    assertThat(action("{uri: 'sip:ann@10.0.0.1', redirections: 2}"))
        .isEqualTo(
            new Action.Ring(
                List.of(new RingStage(List.of(RingTarget.plain("sip:ann@10.0.0.1")))),
                MediaMode.RELAY,
                EarlyMedia.FIRST,
                2));
    assertThat(action("{uri: 'sip:ann@10.0.0.1', redirections: 0}"))
        .isEqualTo(new Action.Dial("sip:ann@10.0.0.1", MediaMode.RELAY));
  }

  @Test
  void redirectionsArePassedOnWhereTheRuleSaysSo() {
    assertThat(action("{uri: 'sip:ann@10.0.0.1', redirections: pass}"))
        .isEqualTo(
            new Action.Ring(
                List.of(new RingStage(List.of(RingTarget.plain("sip:ann@10.0.0.1")))),
                MediaMode.RELAY,
                EarlyMedia.FIRST,
                null,
                true));
    RoutingTable table = table("{redirections: pass, targets: [{uri: 'sip:ann@10.0.0.1'}]}");
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table))))
        .isEqualTo(table);
  }

  @Test
  void eachTargetMayHaveAMediaModeOfItsOwn() {
    RoutingTable table =
        table(
            """
            {media: bypass, stages: [{targets: [{uri: 'sip:eve@10.0.0.9', media: relay},
              {uri: 'sip:eve@10.0.0.9', media: bypass}]}, {targets: [{uri: 'sip:eve@10.0.0.9'}]}]}
            """);
    assertThat(table.rules().getFirst().action())
        .isEqualTo(
            new Action.Ring(
                List.of(
                    new RingStage(List.of(EVE.by(MediaMode.RELAY), EVE.by(MediaMode.BYPASS))),
                    new RingStage(List.of(EVE))),
                MediaMode.BYPASS,
                EarlyMedia.FIRST));
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table))))
        .isEqualTo(table);
  }

  @Test
  void whatIsShownMakesTheSameTable() {
    RoutingTable table =
        table(
            """
            {redirections: 3, stages: [{targets: [{uri: 'sip:ann@10.0.0.1', ring: 20s},
              {uri: 'sip:$1@10.0.0.2', ring: 15s, delay: 5s, headers: {X-Queue: sales, Subject: 'a: "b"'}}]},
              {targets: [{uri: 'sip:eve@10.0.0.9'}]}]}
            """);
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table)) + "\n"))
        .isEqualTo(table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{uri: 'sip:h', targets: [{uri: 'sip:h'}]} | dial.targets: found a list, expected only one of"
            + " uri, targets and stages",
        "{uri: 'sip:h', early-media: last} | dial.early-media: found \"last\", expected no such key"
            + " where one party rings: its audio is heard",
        "{uri: 'sip:h', redirections: 6} | dial.redirections: found \"6\", expected how many"
            + " redirections are followed, 0 to 5, or pass",
        "{uri: 'sip:h', redirections: many} | dial.redirections: found \"many\", expected how many"
            + " redirections are followed, 0 to 5, or pass",
        "{uri: 'sip:h', redirections: passed} | dial.redirections: found \"passed\", expected how many"
            + " redirections are followed, 0 to 5, or pass",
        "{uri: 'sip:h', credentials: 'a b'} | dial.credentials: found \"a b\", expected a name of the"
            + " file that edges are given with --credentials: letters, digits, '.', '_', '-'",
        "{targets: [{uri: 'sip:h'}], credentials: a} | dial.credentials: found \"a\", expected no such"
            + " key here, but at each target that asks for some",
        "{stages: []} | dial.stages: found a list, expected a list of 1 to 20 stages, each with"
            + " targets",
        "{stages: [{targets: []}]} | dial.stages[0].targets: found a list, expected 1 to 20 targets",
        "{stages: [{targets: [{ring: 5s}]}]} | key rules[0].dial.stages[0].targets[0].uri is missing,"
            + " expected a SIP URI such as sip:$1@127.0.0.1:5070",
        "{targets: [{uri: 'sip:$2@h'}]} | dial.targets[0].uri: found \"sip:$2@h\", expected $1 to $1,"
            + " the groups of the expression",
        "{targets: [{uri: 'sip:h', ring: 11m}]} | dial.targets[0].ring: found \"11m\", expected a time"
            + " from 1s to 10m such as 90s, 5m or 4h",
        "{targets: [{uri: 'sip:h', q: 1.5}]} | dial.targets[0].q: found \"1.5\", expected a preference"
            + " from 0 to 1 such as 0.5, with three digits at the most",
        "{stages: [{targets: [{uri: 'sip:h', q: 1}]}]} | dial.stages[0].targets[0].q: found \"1\","
            + " expected no q inside stages, which are in order already",
        "{targets: [{uri: 'sip:h', headers: {Via: x}}]} | dial.targets[0].headers.Via: found \"x\","
            + " expected a header that is neither the exchange's own nor one dialog's",
        "{targets: [{uri: 'sip:h', headers: {Min-SE: 90}}]} | dial.targets[0].headers.Min-SE: found"
            + " \"90\", expected a header that is neither the exchange's own nor one dialog's",
        "{targets: [{uri: 'sip:h', headers: {'X Y': x}}]} | dial.targets[0].headers.X Y: found \"x\","
            + " expected the name of a header",
        "{targets: [{uri: 'sip:h', headers: {X-Y: \"a\\r\\nVia: b\"}}]} |"
            + " expected a header's value on one line of at most 1000 characters",
        "{targets: [{uri: 'sip:h', rings: 5s}]} | unknown key rules[0].dial.targets[0].rings, expected"
            + " one of credentials, delay, headers, media, q, ring, uri",
        "{targets: [{uri: 'sip:h', media: direct}]} | dial.targets[0].media: found \"direct\", expected"
            + " relay or bypass",
        "{targets: [{uri: 'sip:h'}], early-media: all} | dial.early-media: found \"all\", expected"
            + " first, last or none",
      })
  void aMistakeIsToldInOneLine(String dial, String complaint) {
    assertThatThrownBy(() -> table(dial))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageContaining("r.yaml:4: ")
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
  }
}
