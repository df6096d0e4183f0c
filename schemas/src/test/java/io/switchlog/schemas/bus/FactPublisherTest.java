package io.switchlog.schemas.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How a publisher drives Kafka's client; what it keeps is [KeptFactsTest]'s.
final class FactPublisherTest {
  private static final String INBOX = Topics.CALLS_INBOX.name();
  private static final int PATIENCE_SECONDS = 60;
  private static final CallId CALL = new CallId("0123456789abcdefghijklmnop");
  private static final NodeId NODE = NodeId.edge(1);
  private static final AckMissing FACT = new AckMissing(LegId.CALLER, "key", null);

  /// Each write waits here until the test says what became of it.
  private static final class Client extends MockProducer<byte[], byte[]> {
    private record Write(ProducerRecord<byte[], byte[]> sent, Callback callback) {}

    private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();

    Client() {
      super(
          new Cluster(
              "one",
              List.of(Node.noNode()),
              List.of(
                  new PartitionInfo(INBOX, 0, Node.noNode(), new Node[0], new Node[0]),
                  new PartitionInfo(INBOX, 1, Node.noNode(), new Node[0], new Node[0])),
              Set.of(),
              Set.of()),
          false,
          null,
          new ByteArraySerializer(),
          new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> sent, Callback callback) {
      writes.add(new Write(sent, callback));
      return new CompletableFuture<>();
    }

    ProducerRecord<byte[], byte[]> next(Consumer<Callback> fate) throws InterruptedException {
      Write write = Objects.requireNonNull(writes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      fate.accept(write.callback);
      return write.sent;
    }
  }

  private static void taken(Callback callback) {
    callback.onCompletion(null, null);
  }

  private static void lost(Callback callback) {
    callback.onCompletion(null, new TimeoutException("5000 ms have passed"));
  }

  private static FactPublisher publisher(Client client) {
    return new FactPublisher(
        new BusWriter(client, "test", List.of(INBOX)),
        Log.CALLS,
        NODE,
        7,
        InstantSource.fixed(Instant.EPOCH),
        KeptFacts.DEFAULT_BYTES,
        0,
        FactPublisher.WakeUps.ofOwnThread("test"));
  }

  @Test
  void whatTheClientLostIsSaidAgainAsItWas() throws Exception {
    Client client = new Client();
    try (FactPublisher publisher = publisher(client)) {
      CompletableFuture<@Nullable String> outcome = new CompletableFuture<>();
      publisher.publish(CALL, FACT, outcome::complete);
      ProducerRecord<byte[], byte[]> first = client.next(FactPublisherTest::lost);
      ProducerRecord<byte[], byte[]> second = client.next(FactPublisherTest::lost);
      assertThat(outcome).isNotDone();
      ProducerRecord<byte[], byte[]> third = client.next(FactPublisherTest::taken);

      assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNull();
      assertThat(second.value()).isEqualTo(first.value()).isEqualTo(third.value());
      assertThat(second.partition()).isEqualTo(first.partition()).isNotNull();
      assertThat(Families.INBOX.decode(third.value()).head().sequence()).isEqualTo(1);
      assertThat(publisher.figures()).isEqualTo(new KeptFigures(0, 0, 0, 2, 0));
    }
  }

  @Test
  void anotherCallsPartitionIsNotHeldUp() throws Exception {
    Client client = new Client();
    try (FactPublisher publisher = publisher(client)) {
      publisher.publish(CALL, FACT, _ -> {});
      ProducerRecord<byte[], byte[]> held = client.next(_ -> {});
      AggregateId other = AggregateId.of(CALL);
      for (int i = 0; publisher.partitionOf(other) == held.partition(); i++) {
        other = new AggregateId("another-" + i);
      }
      CompletableFuture<@Nullable String> outcome = new CompletableFuture<>();
      publisher.publish(other, FACT, true, outcome::complete);
      client.next(FactPublisherTest::taken);

      assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNull();
      assertThat(publisher.figures().facts()).isEqualTo(1);
    }
  }

  @Test
  void whatTheBusWillNeverTakeIsToldAndNotSaidAgain() throws Exception {
    Client client = new Client();
    try (FactPublisher publisher = publisher(client)) {
      CompletableFuture<@Nullable String> outcome = new CompletableFuture<>();
      publisher.publish(CALL, FACT, outcome::complete);
      client.next(
          callback -> callback.onCompletion(null, new RecordTooLargeException("too large")));

      assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("too large");
      assertThat(publisher.figures()).isEqualTo(new KeptFigures(0, 0, 0, 0, 1));
    }
  }

  /// Before it returns: the session description of an ACK is what the other party waits for.
  @Test
  void anAckWithASessionDescriptionLeavesAtOnceAndOneWithoutInCompany() throws Exception {
    Client client = new Client();
    try (FactPublisher publisher = publisher(client)) {
      publisher.publish(CALL, FACT, _ -> {}); // the layout is known then
      client.next(FactPublisherTest::taken);
      publisher.publish(CALL, ack("ACK sip:a SIP/2.0\r\nContent-Length: 3\r\n\r\nv=0"), _ -> {});
      assertThat(client.writes).hasSize(1);
      client.next(FactPublisherTest::taken);

      publisher.publish(CALL, ack("ACK sip:a SIP/2.0\r\n\r\n"), _ -> {});
      publisher.publish(CALL, FACT, _ -> {});

      assertThat(sequence(client)).isEqualTo(3);
      assertThat(sequence(client)).isEqualTo(4);
    }
  }

  /// On a machine that is busy its patience may be over at once, but not every time.
  @Test
  void aNoteLeavesInCompanyAndInItsPlace() throws Exception {
    Client client = new Client();
    try (FactPublisher publisher = publisher(client)) {
      publisher.publish(CALL, FACT, _ -> {}); // the layout is known then
      client.next(FactPublisherTest::taken);
      int patient = 0;
      for (int number = 2; number < 42; number += 2) {
        publisher.note(CALL, FACT, _ -> {});
        patient += client.writes.isEmpty() ? 1 : 0;
        publisher.publish(CALL, FACT, _ -> {});

        assertThat(sequence(client)).isEqualTo(number);
        assertThat(sequence(client)).isEqualTo(number + 1);
      }
      assertThat(patient).as("notes that have waited").isPositive();
    }
  }

  private static AckReceived ack(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return new AckReceived(LegId.CALLER, NODE, Bytes.of(bytes));
  }

  private static long sequence(Client client) throws InterruptedException {
    byte[] value = client.next(FactPublisherTest::taken).value();
    return Families.INBOX.decode(value).head().sequence();
  }

  /// The port of the discard service.
  @Test
  void beforeThereIsAClusterOnlyWhatItsSenderRepeatsIsRefused() {
    List<@Nullable String> repeatable = new ArrayList<>();
    List<@Nullable String> others = new ArrayList<>();
    try (FactPublisher publisher =
        new FactPublisher(
            new BusConfig("127.0.0.1:9"), Log.CALLS, NODE, 7, InstantSource.system())) {
      publisher.publish(AggregateId.of(CALL), FACT, true, repeatable::add);
      publisher.publish(CALL, FACT, others::add);

      assertThat(repeatable).hasSize(1).doesNotContainNull();
      assertThat(others).isEmpty();
      assertThat(publisher.partitionOf(AggregateId.of(CALL))).isEqualTo(-1);
      assertThat(publisher.hasRoom()).isTrue();
      assertThat(publisher.figures().facts()).isEqualTo(1);
    }
  }

  private static ResponseReceived response(String method, int status) {
    return new ResponseReceived(LegId.CALLER, NODE, "b", method, status, false, bytes(""));
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text);
  }

  @Test
  void whatSomebodyWaitsForIsInAHurry() {
    assertThat(FactPublisher.patienceMillis(response("INVITE", 200))).isZero();
    assertThat(FactPublisher.patienceMillis(response("INVITE", 486))).isZero();
    assertThat(FactPublisher.patienceMillis(FACT)).isZero();
    assertThat(
            FactPublisher.patienceMillis(
                new AckReceived(LegId.CALLER, NODE, bytes("ACK sip:a SIP/2.0\r\n\r\nv=0"))))
        .as("with the answer to an offer")
        .isZero();
  }

  @Test
  void whatNobodyWaitsForWaitsForCompanyAndRingingForAnAnswer() {
    assertThat(FactPublisher.patienceMillis(response("BYE", 200))).isEqualTo(20);
    assertThat(
            FactPublisher.patienceMillis(
                new AckReceived(LegId.CALLER, NODE, bytes("ACK sip:a SIP/2.0\r\n\r\n"))))
        .isEqualTo(20);
    assertThat(FactPublisher.patienceMillis(response("INVITE", 180))).isEqualTo(5);
  }
}
