package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingFileTest {
  @Test
  void readsEveryKeyOfTheFormat() {
    RoutingTable table =
        RoutingFile.parse(
            "routing.yaml",
            """
            ring-timeout: 45s
            max-duration: 2h
            rtp-timeout: 30s
            session-timer: 30m
            rules:
              - name: echo
                called: echo
                echo: {}
              - name: to-bob
                called: "2(\\\\d+)"
                dial: {uri: "sip:$1@127.0.0.1:5070;transport=tcp", media: bypass}
              - {name: hold, called: music, music: }
              - name: nobody
                called: "9.*"
                reject: {status: 403, reason: Forbidden}
            """);

    assertThat(table)
        .isEqualTo(
            new RoutingTable(
                0,
                List.of(
                    new Rule("echo", "echo", new Action.Echo()),
                    new Rule(
                        "to-bob",
                        "2(\\d+)",
                        new Action.Dial("sip:$1@127.0.0.1:5070;transport=tcp", MediaMode.BYPASS)),
                    new Rule("hold", "music", new Action.Music()),
                    new Rule("nobody", "9.*", new Action.Reject(403, "Forbidden"))),
                45,
                7_200,
                30,
                1_800));
  }

  @Test
  void limitsLeftOutAreTheUsualOnesAndAudioIsRelayed() {
    RoutingTable table =
        RoutingFile.parse(
            "r.yaml", "rules: [{name: all, called: '.*', dial: {uri: 'sip:[::1]:5070'}}]");

    assertThat(table.ringTimeoutSeconds()).isEqualTo(60);
    assertThat(table.maxDurationSeconds()).isEqualTo(14_400);
    assertThat(table.rtpTimeoutSeconds()).isEqualTo(60);
    assertThat(table.sessionSeconds()).isNull();
    assertThat(table.rules().getFirst().action())
        .isEqualTo(new Action.Dial("sip:[::1]:5070", MediaMode.RELAY));
  }

  /// `~` stands for a new line.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ring-timeout: 9~ruls: [] | r.yaml:2: unknown key ruls, expected one of max-duration,"
            + " ring-timeout, rtp-timeout, rules, session-timer",
        "max-duration: 4h | r.yaml:1: key rules is missing, expected a list of rules, each with name,"
            + " called and an action",
        "rules: all | r.yaml:1: rules: found \"all\", expected a list of rules, each with name,"
            + " called and an action",
        "rules:~  - echo | r.yaml:2: rules[0]: found \"echo\", expected a mapping with name, called"
            + " and an action",
        "ring-timeout: 60~rules: [] | r.yaml:1: ring-timeout: found \"60\", expected a time from 1s"
            + " to 10m such as 90s, 5m or 4h",
        "ring-timeout: 0s~rules: [] | r.yaml:1: ring-timeout: found \"0s\", expected a time from 1s"
            + " to 10m such as 90s, 5m or 4h",
        "max-duration: 8d~rules: [] | r.yaml:1: max-duration: found \"8d\", expected a time from 1s"
            + " to 7d such as 90s, 5m or 4h",
        "session-timer: 89s~rules: [] | r.yaml:1: session-timer: found \"89s\", expected 0s, or 90s"
            + " and more",
        "rtp-timeout: 1500ms~rules: [] | r.yaml:1: rtp-timeout: found \"1500ms\", expected a time"
            + " from 0s to 1h such as 90s, 5m or 4h",
        "rules:~ - name: a~   called: a | r.yaml:2: rule \"a\" has no action, expected exactly one of"
            + " dial, user, echo, music, park, retrieve, reject",
        "rules:~ - {name: a, called: a, echo: {}, music: {}} | r.yaml:2: rule \"a\" has the actions"
            + " echo and music, expected exactly one of dial, user, echo, music, park, retrieve,"
            + " reject",
        "rules:~ - {called: a, echo: {}} | r.yaml:2: key rules[0].name is missing, expected a name"
            + " such as to-bob",
        "rules:~ - {name: a, called: '2(', echo: {}} | r.yaml:2: rules[0].called: found \"2(\","
            + " expected a regular expression for the called user such as 2(\\d+) (missing closing ): 2()",
        "rules:~ - {name: a, called: '(?!99)\\d+', echo: {}} | r.yaml:2: rules[0].called: found"
            + " \"(?!99)\\d+\", expected no look-ahead or look-behind: a rule for the exception before"
            + " this one",
        "rules:~ - {name: a, called: '(\\d)\\1', echo: {}} | r.yaml:2: rules[0].called: found"
            + " \"(\\d)\\1\", expected no back reference: a rule for each case",
        "rules:~ - {name: a, called: '\\d++', echo: {}} | r.yaml:2: rules[0].called: found \"\\d++\","
            + " expected no atomic group or possessive repetition: a plain one, which costs no more"
            + " here",
        "rules:~ - {name: a, called: '[a-z&&[^b]]', echo: {}} | r.yaml:2: rules[0].called: found"
            + " \"[a-z&&[^b]]\", expected sets without &&: one that names its characters, such as"
            + " [a-ce-z]",
        "rules:~ - {name: a, called: a, echo: {}}~ - {name: a, called: b, echo: {}} | r.yaml:3:"
            + " rules[1].name: found \"a\", expected a name of its own, line 2 has this one already",
        "rules:~ - name: a~   called: a~   dial: {uri: 'bob@host'} | r.yaml:4: rules[0].dial.uri:"
            + " found \"bob@host\", expected a SIP URI such as sip:$1@127.0.0.1:5070",
        "rules:~ - {name: a, called: a, dial: {uri: 'sip:$1@h'}} | r.yaml:2: rules[0].dial.uri: found"
            + " \"sip:$1@h\", expected no $1, for the expression has no group",
        "rules:~ - {name: a, called: '(a)', dial: {uri: 'sip:$2@h'}} | r.yaml:2: rules[0].dial.uri:"
            + " found \"sip:$2@h\", expected $1 to $1, the groups of the expression",
        "rules:~ - {name: a, called: a, dial: {uri: 'sip:h:99999'}} | r.yaml:2: rules[0].dial.uri:"
            + " found \"sip:h:99999\", expected a port from 1 to 65535",
        "rules:~ - {name: a, called: a, dial: {uri: 'sip:h;transport=ws'}} | r.yaml:2:"
            + " rules[0].dial.uri: found \"sip:h;transport=ws\", expected a transport of udp, tcp or tls",
        "rules:~ - {name: a, called: a, dial: {uri: 'sip:h', media: mixed}} | r.yaml:2:"
            + " rules[0].dial.media: found \"mixed\", expected relay or bypass",
        "rules:~ - {name: a, called: a, dial: } | r.yaml:2: rules[0].dial: found nothing, expected a"
            + " mapping such as {uri: \"sip:bob@127.0.0.1:5070\", media: relay}",
        "rules:~ - {name: a, called: a, reject: {status: 200, reason: OK}} | r.yaml:2:"
            + " rules[0].reject.status: found \"200\", expected a SIP status from 400 to 699",
        "rules:~ - {name: a, called: a, reject: {status: no, reason: OK}} | r.yaml:2:"
            + " rules[0].reject.status: found \"no\", expected a SIP status from 400 to 699",
        "rules:~ - {name: a, called: a, reject: {status: 404}} | r.yaml:2: key"
            + " rules[0].reject.reason is missing, expected a reason phrase on one line such as"
            + " Forbidden",
        "rules:~ - {name: a, called: a, echo: {loud: true}} | r.yaml:2: unknown key"
            + " rules[0].echo.loud, expected none here",
        "rules:~ - {name: a, called: a, park: {slots: '7 1'}} | r.yaml:2: rules[0].park.slots: found"
            + " \"7 1\", expected a slot such as 701, or up to 100 such as 701-720",
        "rules:~ - {name: a, called: a, park: {slots: 701-999}} | r.yaml:2: rules[0].park.slots:"
            + " found \"701-999\", expected a slot such as 701, or up to 100 such as 701-720",
        "rules:~ - {name: a, called: a, park: {slots: '701', recall-after: 9s}} | r.yaml:2:"
            + " rules[0].park.recall-after: found \"9s\", expected no such key where nobody is to be"
            + " rung: see recall",
        "rules:~ - {name: a, called: a, park: {slots: '701', recall: 'sip:h:99999'}} | r.yaml:2:"
            + " rules[0].park.recall: found \"sip:h:99999\", expected a port from 1 to 65535",
        "rules:~ - {name: a, called: a, park: {slots: '$1'}} | r.yaml:2: rules[0].park.slots: found"
            + " \"$1\", expected no $1, for the expression has no group",
        "rules:~ - {name: a, called: a, retrieve: {slot: 701-720}} | r.yaml:2:"
            + " rules[0].retrieve.slot: found \"701-720\", expected a slot such as 701, or a group of"
            + " the expression such as $1",
        "rules: []~rules: [] | r.yaml:2: not YAML: Duplicate field 'rules'",
        "rules: []~---~rules: [] | r.yaml:3: a second document begins here, expected one",
      })
  void aMistakeIsOneLineThatNamesPlaceAndRemedy(String yaml, String complaint) {
    assertThatThrownBy(() -> RoutingFile.parse("r.yaml", yaml.replace('~', '\n')))
        .isInstanceOf(ConfigFileException.class)
        .hasMessage(complaint);
  }

  @Test
  void callersAreParkedAndFetched() {
    RoutingTable table =
        RoutingFile.parse(
            "r.yaml",
            """
            rules:
              - {name: one, called: "70", park: {slots: 701}}
              - {name: many, called: "71", park: {slots: 01-20, recall: desk, recall-after: 2m}}
              - {name: fetch, called: "(7..)", retrieve: {slot: $1}}
            """);

    assertThat(table.rules())
        .extracting(Rule::action)
        .containsExactly(
            new Action.Park("701", null, 60),
            new Action.Park("01-20", "desk", 120),
            new Action.Retrieve("$1"));
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table)) + "\n"))
        .isEqualTo(table);
  }

  @Test
  void aRangeOfSlotsHasAsManyDigitsInBothItsEnds() {
    assertThat(ParkSlot.range("008-010"))
        .extracting(ParkSlot::value)
        .containsExactly("008", "009", "010");
    assertThat(ParkSlot.range("1-100")).isEmpty();
    assertThat(ParkSlot.range("720-701")).isEmpty();
    assertThat(ParkSlot.range("100-199")).hasSize(100);
    assertThat(ParkSlot.range("100-200")).isEmpty();
    assertThat(ParkSlot.range("a-b")).extracting(ParkSlot::value).containsExactly("a-b");
  }

  @Test
  void anEmptyFileIsToldWhatItLacks() {
    assertThatThrownBy(() -> RoutingFile.parse("r.yaml", ""))
        .hasMessage("r.yaml:1: found nothing, expected a mapping with the key rules");
  }

  @Test
  void aTextThatIsNotYamlIsOneLine() {
    assertThatThrownBy(() -> RoutingFile.parse("r.yaml", "rules:\n  - name: [a\nb: c"))
        .hasMessageStartingWith("r.yaml:3: not YAML: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> RoutingFile.read(folder.resolve("none.yaml")))
        .hasMessage(folder.resolve("none.yaml") + ": no such file");
  }

  @Test
  void aFileInAnotherEncodingIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, new byte[] {'r', (byte) 0xe9});

    assertThatThrownBy(() -> RoutingFile.read(file)).hasMessage(file + ": not a text in UTF-8");
  }

  @Test
  void whatIsNotToBeSeenIsShownEscaped() {
    RoutingTable table =
        RoutingFile.parse(
            "routing.yaml",
            """
            rules:
              - {name: "a\\nb\\t\\u2028\\u0085 \\"c\\" \\\\", called: "\\n", echo: {}}
            """);
    assertThat(RoutingText.of(table)).allMatch(line -> line.chars().noneMatch(c -> c < ' '));
    assertThat(RoutingFile.parse("shown", String.join("\n", RoutingText.of(table))))
        .isEqualTo(table);
  }
}
