package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.token.CallKey;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The keys of the cluster's secret change; what was decided stays.
///
/// Holds `MintingKey` and `Tokens`.
class MintingKeyTest {
  private static final String OLD = "the key that calls began under";
  private static final String NEW = "the key that is to take its place";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int CSEQ = 7;
  private static final CallId CALL =
      new CallId(
          CallKey.of(
              ClusterSecret.of(OLD),
              "a84b4c76e66710@192.0.2.1",
              Story.A_TAG,
              "sip:bob@example.com",
              CSEQ));
  private static final ServerTransaction TRANSACTION =
      new ServerTransaction(
          NodeId.edge(0),
          "tx",
          "udp",
          Transport.UDP,
          "192.0.2.1",
          5060,
          "",
          List.of("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8;rport=5060"));

  /// All that an input leads to: events and commands.
  private static List<Object> decided(
      String keys, @Nullable InboxRecord before, InboxRecord input) {
    CallDecider decider = new CallDecider(ClusterSecret.of(keys));
    PartitionView view =
        new PartitionView(
            new TreeMap<>(),
            new RoutingTable(
                1,
                List.of(new Rule("all", ".*", new Action.Dial("sip:b@h", Action.MediaMode.BYPASS))),
                30,
                60,
                0),
            FreePorts.NONE);
    List<Object> all = new ArrayList<>();
    Call state = null;
    for (InboxRecord each : before == null ? List.of(input) : List.of(before, input)) {
      Decision decision = decider.decide(state, CALL, each, NOW, view);
      all.add(decision);
      if (decision instanceof Decision.Accepted(List<AggregateEvent> events)) {
        for (AggregateEvent told : events) {
          CallEvent event = (CallEvent) told;
          state = decider.evolve(state, event, new EventHead(1, 0, 0, NOW));
          all.addAll(decider.react(event, state, NOW));
        }
      }
    }
    return all;
  }

  private static InviteReceived invite() {
    return new InviteReceived(TRANSACTION, Bytes.of(SipText.invite(CSEQ, "", "")));
  }

  private static CancelReceived cancel() {
    String cancel = SipText.invite(CSEQ, "", "").replace("INVITE", "CANCEL");
    return new CancelReceived(TRANSACTION, Bytes.of(cancel));
  }

  @Test
  void aCallIsDecidedTheSameWhateverKeyIsTheNewest() {
    List<Object> then = decided(OLD, null, invite());
    assertThat(decided(OLD + "\n" + NEW, null, invite())).isEqualTo(then);
    assertThat(decided(NEW + "\n" + OLD, null, invite())).isEqualTo(then);
    assertThat(decided(NEW + "\n" + OLD, invite(), cancel()))
        .isEqualTo(decided(OLD, invite(), cancel()));
    String token = new SessionToken(CALL.value(), LegId.CALLER.value()).mint(ClusterSecret.of(OLD));
    assertThat(decided(NEW + "\n" + OLD, invite(), cancel()).toString()).contains(token);
  }

  @Test
  void anAnswerForACallThatIsNotKnownIsTheSameToo() {
    List<Object> then = decided(OLD, null, cancel());
    assertThat(then.toString()).contains("481");
    assertThat(decided(NEW + "\n" + OLD, null, cancel())).isEqualTo(then);
    assertThat(decided(OLD + "\n" + NEW, null, cancel())).isEqualTo(then);
  }

  @Test
  void theBirthSaysWhichKeyItWasMadeUnder() {
    Object first = decided(NEW + "\n" + OLD, null, invite()).getFirst();
    assertThat(first).isInstanceOf(Decision.Accepted.class);
    CallOffered offered = (CallOffered) ((Decision.Accepted) first).events().getFirst();
    assertThat(offered.secretKey()).isEqualTo(ClusterSecret.of(OLD).id());
  }
}
