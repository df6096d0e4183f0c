package io.switchlog.allinone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.allinone.broker.BrokerConfig;
import io.switchlog.allinone.broker.EmbeddedBroker;
import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.Told;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands that ask a running bus, told as the story of one cluster from its first minute.
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // the broker starts before the first test
class AskingTheBusTest {
  private static final CallId REFUSED = new CallId("0123refused000000000000000");

  @TempDir static Path folder;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder.resolve("broker")));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  @Order(1)
  void aBrokerWithoutOurTopicsIsToldApartFromNone() {
    assertThat(refused("calls"))
        .isEqualTo(
            "switchlog: topic config does not exist on the broker at "
                + broker.bootstrap()
                + "; run: switchlog topics create --kafka "
                + broker.bootstrap());
    assertThat(refused("topics", "check")).contains("run: switchlog topics create");
  }

  @Test
  @Order(2)
  void topicsAreMadeOnceAndThenAgree() {
    assertThat(answer("topics", "create", "--partitions", "3"))
        .isEqualTo("16 topics are as they have to be at " + broker.bootstrap() + "\n");
    assertThat(answer("topics", "create", "--partitions", "3")).startsWith("16 topics");
    assertThat(answer("topics", "check")).startsWith("16 topics");
    assertThat(refused("topics", "create", "--partitions", "4"))
        .startsWith("switchlog: topic calls.inbox: partitions: expected 4, found 3");
  }

  @Test
  @Order(3)
  void aRoutingTableGetsItsVersionAndReachesEveryPartition() throws IOException {
    assertThat(refused("config", "show"))
        .isEqualTo("switchlog: no routing table was applied yet; run: switchlog config apply FILE");

    assertThat(answer("config", "apply", routing("echo").toString()))
        .isEqualTo("routing table 1 is in force: 1 rule(s), told to 3 partition(s)\n");
    assertThat(answer("config", "apply", routing("music").toString()))
        .isEqualTo("routing table 2 is in force: 1 rule(s), told to 3 partition(s)\n");

    assertThat(answer("config", "show")).startsWith("# version 2\n").contains("music: {}");
    assertThat(answer("config", "show", "--version", "1"))
        .startsWith("# version 1\n")
        .contains("echo: {}");
    assertThat(refused("config", "show", "--version", "3"))
        .isEqualTo("switchlog: --version: found 3, expected a version that was applied");
    try (TopicReader reader = TopicReader.connect(new BusConfig(broker.bootstrap()))) {
      assertThat(reader.read(Topics.CALLS_INBOX, Families.INBOX, _ -> true))
          .hasSize(6)
          .allSatisfy(record -> assertThat(record.body()).isInstanceOf(RoutingChanged.class))
          .extracting(Stored::partition)
          .containsOnly(0, 1, 2);
    }
  }

  @Test
  @Order(4)
  void whatIsShownCanBeAppliedAgain() throws IOException {
    Path shown = Files.writeString(folder.resolve("shown.yaml"), answer("config", "show"));

    assertThat(answer("config", "apply", shown.toString())).startsWith("routing table 3");
    assertThat(answer("config", "show").replace("version 3", "version 2"))
        .isEqualTo(Files.readString(shown));
  }

  @Test
  @Order(5)
  void whereNothingWasDecidedAReplayHasComparedNothing() throws IOException {
    Path secret = Files.writeString(folder.resolve("key"), "a secret of enough characters");

    Ran ran = asked("replay", "--all", "--secret-file", secret.toString());

    assertThat(ran.out()).startsWith("replayed nothing");
    assertThat(ran.exit()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void callsAreListedOldestFirst() {
    assertThat(answer("calls")).isEqualTo("no calls\n");

    write(Told.CALL, 1, Told.talk().subList(0, 6));
    write(REFUSED, 1, Told.refused());

    assertThat(answer("calls").lines())
        .hasSize(3)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(Told.CALL.value())
                .contains("established", "sip:alice@example.org", "to-bob"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(REFUSED.value())
                .contains("ended", "3.000s", "not found, 404 no rule matches"));
    assertThat(answer("calls", "--live").lines()).hasSize(2).last().asString().contains("to-bob");
    assertThat(answer("calls", "--ended").lines()).hasSize(2).last().asString().contains("404");
    assertThat(answer("calls", "--limit", "1").lines()).hasSize(2);
  }

  @Test
  @Order(6)
  void aCallIsShownByTheBeginningOfItsId() {
    write(Told.CALL, 7, Told.talk().subList(6, 8));
    // What an owner that was replaced still says does not count.
    ghost(Told.CALL, 7, Told.talk().subList(2, 3));

    String shown = answer("show", "01234");

    assertThat(shown)
        .contains("Call " + Told.CALL, "no message was traced", "no audio was measured")
        .contains("rule to-bob of table 3", "talk     2.000s")
        .contains("routing table 3");
    assertThat(shown.lines().filter(line -> line.contains("LegDialed"))).hasSize(1);
    assertThat(refused("show", "0123"))
        .isEqualTo("switchlog: 2 calls begin with \"0123\": " + Told.CALL + ", " + REFUSED);
    assertThat(refused("show", "zz"))
        .isEqualTo("switchlog: no call begins with \"zz\"; switchlog calls lists them");
  }

  @Test
  @Order(7)
  void aCallIsShownAsItWasAtAnEvent() {
    assertThat(answer("show", "01234", "--at", "4"))
        .startsWith("After event 4 of 8:\n")
        .contains("state     ringing", "leg 2     sip:bob@127.0.0.1:5070 at edge-0, rings (180)")
        .doesNotContain("answered");
    assertThat(refused("show", "01234", "--at", "9"))
        .isEqualTo("switchlog: --at: found 9, expected an event of the call, 1 to 8");
  }

  @Test
  @Order(8)
  void aJournalThatDoesNotFollowFromItsInboxIsADifference() throws Exception {
    String secret =
        Files.writeString(folder.resolve("secret"), "a secret of enough characters").toString();
    assertThat(refused("replay", "--all", "--secret-file", secret + "s")).contains("no such file");
    commitAsDecided(100);
    Ran one = asked("replay", "01234", "--secret-file", secret);
    Ran all = asked("replay", "--all", "--secret-file", secret);

    assertThat(one.out())
        .contains("call " + Told.CALL + ", input ", "  recorded  rules 1, events [CallOffered[")
        .contains("  decided   nothing", "calls differ; the same are 0 calls, 0 decisions")
        .doesNotContain(REFUSED.value());
    assertThat(one.exit()).isEqualTo(1);
    assertThat(all.out()).contains("decided otherwise");
    assertThat(all.exit()).isEqualTo(1);
  }

  @Test
  @Order(9)
  void whereEachPartitionStandsIsSaid() throws Exception {
    commitAsDecided(100);
    assertThat(answer("config", "check"))
        .contains("0          3         -", "routing table 3 is in force in every partition");

    commitAsDecided(1);
    Ran behind = asked("config", "check");
    assertThat(behind.exit()).isEqualTo(1);
    assertThat(behind.out()).contains("0          1         3", "is not in force in every");

    commitAsDecided(100);
    decideWithoutTelling(4);
    Ran untold = asked("config", "check");
    assertThat(untold.exit()).isEqualTo(1);
    assertThat(untold.out()).contains("0          3         -", "routing table 4 is not in force");
    assertThat(answer("config", "apply", routing("echo").toString()))
        .as("the version of one that died is not given again")
        .startsWith("routing table 5 is in force");
    assertThat(answer("config", "check")).contains("routing table 5 is in force in every");
  }

  /// What a `config apply` leaves that dies before it tells the partitions.
  private static void decideWithoutTelling(long version) throws Exception {
    RoutingTable table = new RoutingTable(version, List.of(), 60, 60, 0);
    byte[] value =
        Families.CONFIG.encode(new Origin(NodeId.control(0), 1, 1, Instant.EPOCH), table);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new BusConfig(broker.bootstrap()).properties(Map.of("acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String key : List.of("routing/" + version, "routing/current")) {
        producer
            .send(new ProducerRecord<>(Topics.CONFIG.name(), 0, key.getBytes(UTF_8), value))
            .get();
      }
    }
  }

  private static void commitAsDecided(long offset) throws Exception {
    try (Admin admin = Admin.create(new BusConfig(broker.bootstrap()).properties(Map.of()))) {
      admin
          .alterConsumerGroupOffsets(
              Log.CALLS.group(),
              Stream.of(0, 1, 2)
                  .collect(
                      Collectors.toMap(
                          n -> new TopicPartition(Topics.CALLS_INBOX.name(), n),
                          _ -> new OffsetAndMetadata(offset))))
          .all()
          .get();
    }
  }

  private static Path routing(String action) throws IOException {
    return Files.writeString(
        folder.resolve(action + ".yaml"),
        "rules: [{name: " + action + ", called: \"a\\\\d\\\"\", " + action + ": {}}]");
  }

  @Test
  @Order(10)
  void anEdgeDrainsWhenItIsTold() throws Exception {
    assertThat(answer("nodes")).isEqualTo("no nodes\n");
    assertThat(refused("drain", "edge-1"))
        .isEqualTo("switchlog: expected an edge that is there; edge-1 is unknown");
    assertThat(refused("drain", "media-0")).contains("expected an edge such as edge-0");
    assertThat(refused("drain", "edge-1", "--seconds", "-1")).contains("expected 0 to 86400");
    Path secret = Files.writeString(folder.resolve("secret"), "a secret of enough characters");
    CompletableFuture<Ran> edge =
        CompletableFuture.supplyAsync(() ->
            asked(
                "edge",
                "--ordinal",
                "1",
                "--secret-file",
                secret.toString(),
                "--listen",
                "phones=udp:127.0.0.1:0",
                "--listen",
                "tcp=tcp:127.0.0.1:0"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> answer("nodes"), nodes -> nodes.contains("edge-1"));
    assertThat(answer("nodes").lines().toList())
        .hasSize(2)
        .last()
        .asString()
        .matches("edge-1  live   0 +\\S+ \\S+ +\\S+ ago +127\\.0\\.0\\.1 UDP \\d+, TCP \\d+");

    assertThat(answer("drain", "edge-1", "--seconds", "30"))
        .isEqualTo("edge-1 drains: no new calls, and its end within 30 s\nedge-1 has ended\n");
    assertThat(edge.get(30, TimeUnit.SECONDS).exit()).isZero();
    assertThat(answer("nodes")).contains("edge-1  stopped");
    assertThat(refused("drain", "edge-1"))
        .isEqualTo("switchlog: expected an edge that is there; edge-1 is gone");
  }

  private static Ran asked(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--kafka", broker.bootstrap()));
    return Ran.switchlog(all.toArray(String[]::new));
  }

  private static String answer(String... args) {
    Ran ran = asked(args);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    return ran.out();
  }

  private static String refused(String... args) {
    Ran ran = asked(args);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errorLines()).hasSize(1);
    return ran.errorLines().getFirst();
  }

  private static final Map<Integer, Long> NUMBERS = new HashMap<>();

  /// What the partition's owner says.
  private static void write(CallId call, long firstEvent, List<CallEvent> events) {
    int partition = partitionOf(call);
    if (!NUMBERS.containsKey(partition)) {
      send(
          partition,
          null,
          new JournalHead(1, 0, Told.START),
          new TermBegan("test", NodeId.control(0), "test", 1));
    }
    for (int i = 0; i < events.size(); i++) {
      long event = firstEvent + i;
      send(
          partition,
          call,
          new JournalHead(
              1, NUMBERS.merge(partition, 1L, Long::sum), Told.START.plusSeconds(event - 1)),
          Told.decision(call, 1, event, List.of(events.get(i))));
    }
  }

  /// What somebody says whose term is over.
  private static void ghost(CallId call, long firstEvent, List<CallEvent> events) {
    int partition = partitionOf(call);
    send(
        partition,
        call,
        new JournalHead(0, NUMBERS.getOrDefault(partition, 0L) + 1, Told.START),
        Told.decision(call, 1, firstEvent, events));
  }

  private static int partitionOf(CallId call) {
    return Utils.toPositive(Utils.murmur2(call.value().getBytes(UTF_8))) % 3;
  }

  private static void send(
      int partition, @Nullable CallId key, JournalHead head, JournalRecord record) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new BusConfig(broker.bootstrap()).properties(Map.of("acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  Topics.CALLS_JOURNAL.name(),
                  partition,
                  key == null ? null : key.value().getBytes(UTF_8),
                  Families.JOURNAL.encode(head, record)));
    }
  }
}
