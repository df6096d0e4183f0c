package io.switchlog.control.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.BindingsDropped;
import io.switchlog.schemas.inbox.FlowClosed;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.AddressMessage;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a user is reached, as its phones have it (RFC 3261 section 10.3).
///
/// Holds `Address`, `AddressAggregate`, `Registrar`, `Registration` and `Answer`.
class RegistrarTest {
  private static final UserAddress ANN = new UserAddress("ann", "pbx.example");
  private static final AggregateId ID = ANN.aggregate();
  private static final NodeId EDGE = NodeId.edge(0);
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final PartitionView VIEW =
      new PartitionView(Collections.emptySortedMap(), RoutingTable.EMPTY, FreePorts.NONE);
  private static final String DESK = "Contact: <sip:ann@192.0.2.1:5070>\r\n";
  private static final String SOFT = "Contact: <sip:ann@192.0.2.2:5072;ob>;q=0.5\r\n";

  private final AddressAggregate addresses = new AddressAggregate(13);

  /// By the door for all kinds, which tells it by its id.
  private final Kinds kinds = Kinds.of(ClusterSecret.of("a secret that is long enough"));

  private @Nullable Address state;
  private long number;
  private Instant now = NOON;
  private Decision decision = Decision.refused("", "");
  private List<AddressedCommand> ordered = List.of();
  private String connection = "";

  private void step(InboxRecord input) {
    decision = addresses.decide(state, ID, input, now, VIEW);
    assertThat(kinds.decide(state, ID, input, now, VIEW)).isEqualTo(decision);
    ordered = List.of();
    switch (decision) {
      case Decision.Accepted(List<AggregateEvent> events) -> {
        for (AggregateEvent event : events) {
          EventHead head = new EventHead(++number, 0, 0, now);
          // Each event tells all: what was before does not matter.
          state = addresses.evolve(null, head, event);
          assertThat(kinds.evolve(state, head, event)).isEqualTo(state);
          assertThat(kinds.isWhole(event)).isTrue();
          ordered = kinds.react(state, head, event);
        }
      }
      case Decision.Answered(List<AddressedCommand> commands, List<Post> _) -> ordered = commands;
      case Decision.Refused _ -> {}
    }
  }

  /// @param lines header lines besides the usual ones
  private void registers(String callId, long cseq, String lines) {
    String message =
        """
        REGISTER sip:pbx.example SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK-%d
        From: <sip:ann@pbx.example>;tag=phone
        To: <sip:ann@pbx.example>
        Call-ID: %s
        CSeq: %d REGISTER
        User-Agent: desk
        %sContent-Length: 0

        """
            .replace("\n", "\r\n")
            .formatted(cseq, callId, cseq, lines);
    step(
        new RegisterReceived(
            new ServerTransaction(
                EDGE,
                "key" + cseq,
                "udp",
                connection.isEmpty() ? Transport.UDP : Transport.TCP,
                "198.51.100.7",
                40_000,
                connection,
                List.of("SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK-" + cseq)),
            "ann",
            Bytes.of(message)));
  }

  private AnswerRequest answer() {
    assertThat(ordered).hasSize(1);
    assertThat(ordered.getFirst().target()).isEqualTo(EDGE);
    return (AnswerRequest) ordered.getFirst().command();
  }

  private List<String> lines(String name) {
    return answer().headers().toString().lines().filter(line -> line.startsWith(name)).toList();
  }

  private List<String> contacts() {
    return state == null
        ? List.of()
        : state.bindings().stream().map(ContactBinding::contact).toList();
  }

  private void later(long seconds) {
    now = now.plusSeconds(seconds);
  }

  @Test
  void aPhoneIsBoundAndToldForHowLong() {
    registers("one", 1, DESK + "Expires: 600\r\n");

    assertThat(answer().status()).isEqualTo(200);
    assertThat(answer().about()).isEqualTo(ID);
    assertThat(lines("Contact")).containsExactly("Contact: <sip:ann@192.0.2.1:5070>;expires=600");
    assertThat(lines("To").getFirst()).startsWith("To: <sip:ann@pbx.example>;tag=");
    assertThat(lines("CSeq")).containsExactly("CSeq: 1 REGISTER");
    ContactBinding binding = Objects.requireNonNull(state).bindings().getFirst();
    // RFC 5626: it is where it is seen, not where it takes itself to be.
    assertThat(binding.flow())
        .isEqualTo(new Flow(EDGE, "udp", Transport.UDP, "198.51.100.7", 40_000, "", null));
    assertThat(binding.expires()).isEqualTo(NOON.plusSeconds(600));
    assertThat(binding.userAgent()).isEqualTo("desk");
    assertThat(addresses.timers(state))
        .containsEntry("expiry", new ArmedTimer(1, NOON.plusSeconds(600)));
  }

  /// RFC 3261 section 10.2.1.1, and what is more than this registrar gives.
  @ParameterizedTest
  @CsvSource({
    "Expires: 60, 60",
    "Expires: 86400, 3600",
    "Expires: soon, 3600",
    "Supported: path, 3600",
    "Expires: 60, 60"
  })
  void whatThePhoneAsksIsBounded(String line, long seconds) {
    registers("one", 1, DESK + line + "\r\n");
    assertThat(lines("Contact").getFirst()).endsWith(";expires=" + seconds);
  }

  @Test
  void aContactsOwnTimeCountsBeforeThatOfAll() {
    registers("one", 1, "Contact: <sip:ann@192.0.2.1:5070>;expires=90\r\nExpires: 600\r\n");
    assertThat(lines("Contact").getFirst()).endsWith(";expires=90");
  }

  @Test
  void aMomentIsTooBrief() {
    registers("one", 1, DESK + "Expires: 59\r\n");

    assertThat(answer().status()).isEqualTo(423);
    assertThat(lines("Min-Expires")).containsExactly("Min-Expires: 60");
    assertThat(state).isNull();
  }

  @Test
  void aRefreshHoldsForLongerAndKeepsItsPlace() {
    registers("one", 1, DESK);
    registers("two", 1, SOFT);
    later(1_800);
    registers("one", 2, DESK);

    assertThat(contacts()).containsExactly("sip:ann@192.0.2.1:5070", "sip:ann@192.0.2.2:5072;ob");
    assertThat(lines("Contact"))
        .containsExactly(
            "Contact: <sip:ann@192.0.2.1:5070>;expires=3600",
            "Contact: <sip:ann@192.0.2.2:5072;ob>;expires=1800;q=0.500");
  }

  /// RFC 3261 section 19.1.4: the same contact may be spelled otherwise.
  @Test
  void theSameContactIsBoundOnce() {
    registers("one", 1, DESK);
    registers("two", 9, "Contact: <sip:%61nn@192.0.2.1:5070>\r\n");
    assertThat(contacts()).hasSize(1);
  }

  @Test
  void whoeverAsksIsToldAndNothingChanges() {
    registers("one", 1, DESK);
    Address before = state;
    registers("two", 1, "");

    assertThat(decision).isInstanceOf(Decision.Answered.class);
    assertThat(lines("Contact")).hasSize(1);
    assertThat(state).isEqualTo(before);
  }

  /// RFC 3261 section 10.3, step 7.
  @Test
  void whatWasSaidBeforeDoesNotUndoWhatWasSaidLater() {
    registers("one", 5, DESK);
    registers("one", 4, DESK + "Expires: 0\r\n");

    assertThat(answer().status()).isEqualTo(500);
    assertThat(contacts()).hasSize(1);
    registers("one", 4, "Contact: *\r\nExpires: 0\r\n");
    assertThat(answer().status()).isEqualTo(500);
    assertThat(contacts()).hasSize(1);
    registers("another", 1, DESK + "Expires: 0\r\n");
    assertThat(contacts()).as("another Call-ID has an order of its own").isEmpty();
  }

  /// Its answer was lost with its edge, and it comes by another one.
  @Test
  void theSameAgainIsAnsweredAlike() {
    registers("one", 5, DESK);
    later(1);
    registers("one", 5, DESK);

    assertThat(decision).isInstanceOf(Decision.Answered.class);
    assertThat(answer().status()).isEqualTo(200);
    assertThat(lines("Contact").getFirst()).endsWith(";expires=3599");
  }

  @Test
  void bindingsAreTakenBackOneByOneOrAll() {
    registers("one", 1, DESK);
    registers("two", 1, SOFT);
    registers("two", 2, SOFT.strip() + ";expires=0\r\n");
    assertThat(contacts()).containsExactly("sip:ann@192.0.2.1:5070");
    registers("two", 3, "Contact: *\r\nExpires: 0\r\n");
    assertThat(answer().status()).isEqualTo(200);
    assertThat(lines("Contact")).isEmpty();
    assertThat(contacts()).isEmpty();
    assertThat(addresses.endedUntil(Objects.requireNonNull(state))).isEqualTo(now);
    assertThat(addresses.timers(state)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Contact: *\r\n", "Contact: *\r\nExpires: 60\r\n"})
  void allAreTakenBackAtOnceOrNotAtAll(String lines) {
    registers("one", 1, DESK);
    registers("one", 2, lines);
    assertThat(answer().status()).isEqualTo(400);
    assertThat(contacts()).hasSize(1);
  }

  @Test
  void nothingIsDoneOfWhatCannotAllBeDone() {
    registers("one", 1, DESK + "Contact: <tel:+4930123456>\r\n");
    assertThat(answer().status()).isEqualTo(400);
    assertThat(state).isNull();
    registers("one", 2, DESK + "Contact: <sip:%s@192.0.2.3>\r\n".formatted("a".repeat(1_500)));
    assertThat(answer().status()).isEqualTo(400);
    assertThat(state).isNull();
  }

  @Test
  void anAddressHasSoManyPhones() {
    for (int i = 0; i < Registrar.MOST_BINDINGS; i++) {
      registers("phone" + i, 1, "Contact: <sip:ann@192.0.2.1:" + (6_000 + i) + ">\r\n");
      assertThat(answer().status()).isEqualTo(200);
    }
    registers("onemore", 1, DESK);
    assertThat(answer().status()).isEqualTo(403);
    assertThat(contacts()).hasSize(Registrar.MOST_BINDINGS);
  }

  /// RFC 5626 section 6: a phone is known by its instance, each of its flows by a number.
  @Test
  void aPhoneWithTwoFlowsHasTwoBindings() {
    String phone =
        "Contact: <sip:ann@192.0.2.1:5070;ob>;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\";reg-id=%d\r\nSupported: outbound, path\r\n";
    registers("one", 1, phone.formatted(1));
    assertThat(lines("Require")).containsExactly("Require: outbound");
    assertThat(lines("Contact").getFirst())
        .endsWith(";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\";reg-id=1");
    registers("two", 1, phone.formatted(2));
    assertThat(contacts()).hasSize(2);
    // It comes back from another address, on its first flow.
    registers("three", 1, phone.formatted(1).replace("192.0.2.1", "192.0.2.9"));
    assertThat(contacts())
        .containsExactly("sip:ann@192.0.2.9:5070;ob", "sip:ann@192.0.2.1:5070;ob");
  }

  @Test
  void aFlowEndsAtWhoeverKnowsNothingOfFlows() {
    String phone =
        "Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK-x\r\nContact: <sip:ann@192.0.2.1;ob>;+sip.instance=\"<urn:x>\";reg-id=1\r\n";
    registers("one", 1, phone);
    assertThat(answer().status()).isEqualTo(439);
    registers("one", 2, phone + "Path: <sip:proxy.example;lr;ob>\r\n");
    assertThat(answer().status()).isEqualTo(200);
    assertThat(lines("Path")).containsExactly("Path: <sip:proxy.example;lr;ob>");
    assertThat(Objects.requireNonNull(state).bindings().getFirst().path())
        .containsExactly("sip:proxy.example;lr;ob");
  }

  @Test
  void whatIsOverIsDroppedWhenItsTimeComes() {
    registers("one", 1, DESK + "Expires: 60\r\n");
    registers("two", 1, SOFT);
    later(60);
    step(new TimerFired("expiry", 2));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            it ->
                assertThat(it.events().getFirst())
                    .isInstanceOfSatisfying(
                        BindingsDropped.class,
                        event -> assertThat(event.why()).isEqualTo(BindingsDropped.Why.EXPIRED)));
    assertThat(contacts()).containsExactly("sip:ann@192.0.2.2:5072;ob");
    step(new TimerFired("expiry", 2));
    assertThat(decision).as("a timer of before").isInstanceOf(Decision.Refused.class);
  }

  @Test
  void callsAreToldWhereTheUserIsReachedNow() {
    AggregateId call = AggregateId.of(new CallId("call"));
    MessageArrived asked =
        new MessageArrived(new Sender(call, 3, 1), new AddressMessage.BindingsWanted());
    step(asked);
    assertThat(decision)
        .isEqualTo(
            new Decision.Answered(
                List.of(), List.of(new Post(call, new CallMessage.BindingsTold(List.of())))));
    registers("one", 1, DESK + "Expires: 60\r\n");
    registers("two", 1, SOFT);
    later(60);
    step(asked);
    // The timer is late; whose time is over is not rung all the same.
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Answered.class,
            it ->
                assertThat(it.posts().getFirst().message())
                    .isInstanceOfSatisfying(
                        CallMessage.BindingsTold.class,
                        told -> assertThat(told.bindings()).hasSize(1)));
  }

  @Test
  void aBindingEndsWithItsConnectionAndNoOther() {
    connection = Flow.connectionsOf(EDGE, 7) + "1";
    registers("one", 1, DESK);
    connection = "";
    registers("two", 1, SOFT);
    assertThat(addresses.nodes(Objects.requireNonNull(state))).containsExactly(EDGE);

    step(new FlowClosed(EDGE, Flow.connectionsOf(EDGE, 7) + "2"));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    step(new FlowClosed(NodeId.edge(1), Flow.connectionsOf(EDGE, 7) + "1"));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    step(new FlowClosed(EDGE, Flow.connectionsOf(EDGE, 7) + "1"));
    assertThat(contacts()).containsExactly("sip:ann@192.0.2.2:5072;ob");
    assertThat(addresses.nodes(Objects.requireNonNull(state))).isEmpty();
  }

  @Test
  void connectionsEndWithTheLifeOfTheirEdge() {
    connection = Flow.connectionsOf(EDGE, 7) + "1";
    registers("one", 1, DESK);
    step(joined(EDGE, 7));
    assertThat(decision).as("the life that has it").isInstanceOf(Decision.Refused.class);
    step(joined(NodeId.edge(1), 8));
    assertThat(decision).as("another edge").isInstanceOf(Decision.Refused.class);
    step(joined(EDGE, 8));
    assertThat(contacts()).isEmpty();

    registers("one", 2, DESK);
    step(new NodeLost(EDGE, 7, "silent"));
    assertThat(contacts()).isEmpty();
  }

  private static NodeJoined joined(NodeId edge, long incarnation) {
    return new NodeJoined(
        new NodePresence(edge, incarnation, NodePresence.Status.LIVE, List.of(), 0, null, null));
  }

  @Test
  void whatIsNoneOfItIsRefused() {
    step(new TimerFired("other", 0));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    step(
        new RegisterReceived(
            new ServerTransaction(EDGE, "k", "udp", Transport.UDP, "192.0.2.1", 1, "", List.of()),
            "",
            Bytes.of("nonsense")));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void anImpossibleHistoryIsForgotten() {
    registers("one", 1, DESK);
    AggregateEvent event =
        addresses.quarantine(Objects.requireNonNull(state), "x", NOON).getFirst();
    assertThat(kinds.isQuarantine(event)).isTrue();
    state = addresses.evolve(state, new EventHead(9, 0, 0, NOON), event);
    assertThat(contacts()).isEmpty();
  }
}
