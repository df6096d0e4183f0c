import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.schemas.journal.TermBegan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Two instances of call control, each the owner of half the partitions with so many held calls, and the standby of the
/// other half. New calls keep coming; one instance is killed with -9. All is measured from outside, by the append times
/// that the broker gives to the records of inbox and journal:
///
///     kill ────> group noticed ────> term began ────> next decision of the partition
///        input ────────────── its wait ──────────────> its decision
///
/// The killed instance is then started again and given half the partitions back, which is a take-over too; then the other
/// one is killed in its turn.
final class TakeOver {
  private static final String GROUP = "call-control";
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final int PASSING_BEFORE_SECONDS = 8;
  private static final int DEAD_SECONDS = 8;
  private static final int PASSING_SECONDS = 38;
  private static final Pattern OWNS = Pattern.compile("owns partition (\\d+) in term (\\d+), with (\\d+) calls");

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Phones phones;
  private Admin admin;
  private KafkaConsumer<byte[], byte[]> reader;

  private TakeOver(Path root, Options options, Path work) {
    this.options = options;
    this.work = work;
    this.platform = new Platform(root, work, options);
    this.phones = new Phones(root, work, options);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(Map.ofEntries(Map.entry("calls", "20000"), Map.entry("partitions", "12"),
        Map.entry("rate", "250"), Map.entry("passing", "100"), Map.entry("kills", "3"), Map.entry("port", "15000"),
        Map.entry("media", "bypass"), Map.entry("rtp", "off"), Map.entry("jfr", ""), Map.entry("jvm", "")));
    options.read(arguments, 1);
    TakeOver takeOver = new TakeOver(Path.of(arguments[0]), options, Files.createTempDirectory("switchlog-bench"));
    Runtime.getRuntime().addShutdownHook(new Thread(takeOver::stop));
    takeOver.start();
    takeOver.measure();
  }

  private void stop() {
    phones.close();
    platform.close();
    Platform.delete(work);
  }

  private int number(String option) {
    return options.number(option);
  }

  private void start() throws Exception {
    platform.bus();
    platform.control("control-0", 0);
    platform.control("control-1", 1);
    platform.edge();
    admin = Admin.create(Map.of("bootstrap.servers", platform.kafka()));
    reader = new KafkaConsumer<>(Map.of("bootstrap.servers", platform.kafka(), "enable.auto.commit", "false"),
        new ByteArrayDeserializer(), new ByteArrayDeserializer());
    awaitHalfEach();
  }

  private void measure() throws Exception {
    int held = 2 * number("calls");
    System.out.printf("%d processors, JDK %s, %d partitions, 2 instances, %d calls held, %d new calls/s%n",
        Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"), number("partitions"), held,
        number("passing"));
    phones.load(options.port(60), 100, 20, 500); // the code is compiled
    Path folder = Files.createTempDirectory(work, "held-");
    Process callee = phones.sipp(folder, "callee", Phones.CALLEE, 10_000_000);
    Thread.sleep(500);
    Process caller = phones.sipp(folder, "caller", Phones.HELD_CALLER, held, "127.0.0.1:" + options.port(60), "-s", "bench", "-r",
        options.text("rate"), "-l", "" + held, "-d", "3600000");
    try {
      awaitHeld(folder.resolve("caller.csv"), held);
      System.out.println("| partitions | kill -9 of | its partitions | its calls | group noticed ms | group stable ms | terms began ms |"
          + " next decision, median/longest ms from the kill | longest wait of an input ms | inputs that waited over 1 s | longest wait when it is back ms | inputs over 1 s then | new calls failed |");
      System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
      for (int kill = 0; kill < number("kills"); kill++) {
        if (kill > 0) {
          awaitHalfEach();
        }
        System.out.println(takeOver("control-" + kill % 2, "control-" + (kill + 1) % 2));
      }
      System.out.printf("held calls that failed: %d%n", Phones.counts(folder.resolve("caller.csv"))[1]);
      Phones.printErrors(folder);
    } finally {
      caller.destroyForcibly();
      callee.destroyForcibly();
    }
  }

  // --- until all is as it is to be

  /// Waits until every call is up: SIPp has made it, and has nothing to send again.
  private void awaitHeld(Path csv, int held) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2L * held / number("rate") + 60);
    while (!Files.exists(csv) || column(csv, "OutgoingCall(C)") < held) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("only " + column(csv, "OutgoingCall(C)") + " of " + held + " calls were made");
      }
      Thread.sleep(1_000);
    }
    Thread.sleep(10_000); // the last are answered, and what the edge remembers of the first is gone
    if (column(csv, "FailedCall(C)") > 0 || column(csv, "CurrentCall") < held) {
      throw new IllegalStateException("expected " + held + " calls up, found " + column(csv, "CurrentCall"));
    }
  }

  private static long column(Path csv, String name) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    int at = List.of(lines.getFirst().split(";", -1)).indexOf(name);
    String[] last = lines.getLast().split(";", -1);
    return lines.size() < 2 || last.length <= at ? 0 : Long.parseLong(last[at]);
  }

  /// Waits until both instances decide, for as many partitions each.
  private void awaitHalfEach() throws Exception {
    for (int i = 0; i < 900; i++) {
      Map<String, Integer> owned = owned(group());
      if (owned.size() == 2 && owned.values().stream().allMatch(count -> count == number("partitions") / 2)) {
        Thread.sleep(8_000); // the histories are read, and the group's standbys warm
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("expected half the partitions at each instance, found " + owned(group()));
  }

  private ConsumerGroupDescription group() throws Exception {
    return admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
  }

  /// How many inbox partitions each instance has. An instance's member is named by it.
  private static Map<String, Integer> owned(ConsumerGroupDescription group) {
    Map<String, Integer> owned = new TreeMap<>();
    for (MemberDescription member : group.members()) {
      int inbox = (int) member.assignment().topicPartitions().stream()
          .filter(each -> each.topic().equals("calls.inbox")).count();
      owned.merge(member.clientId().replaceFirst("^(control-\\d+).*", "$1"), inbox, Integer::sum);
    }
    return owned;
  }

  // --- a take-over

  private String takeOver(String victim, String survivor) throws Exception {
    Path folder = Files.createTempDirectory(work, "passing-");
    Process passing = phones.sipp(folder, "caller", Phones.CALLER, number("passing") * PASSING_SECONDS, "127.0.0.1:" + options.port(60),
        "-s", "bench", "-r", options.text("passing"), "-l", "20000", "-d", "500");
    Thread.sleep(PASSING_BEFORE_SECONDS * 1_000);
    int its = owned(group()).get(victim);
    long logged = Files.size(platform.log(survivor));
    long killed = System.currentTimeMillis();
    platform.process(victim).destroyForcibly();
    long noticed = -1;
    long stable = -1;
    while (stable < 0 && System.currentTimeMillis() < killed + 30_000) {
      boolean isStable = group().groupState() == GroupState.STABLE;
      if (!isStable && noticed < 0) {
        noticed = System.currentTimeMillis() - killed;
      } else if (isStable && noticed >= 0) {
        stable = System.currentTimeMillis() - killed;
      }
      Thread.sleep(20);
    }
    Thread.sleep(Math.max(0, killed + DEAD_SECONDS * 1_000 - System.currentTimeMillis()));
    int calls = callsTaken(Files.readString(platform.log(survivor)).substring((int) logged));
    long back = System.currentTimeMillis();
    platform.control(victim, victim.charAt(victim.length() - 1) - '0');
    if (!passing.waitFor(PASSING_SECONDS + 60, TimeUnit.SECONDS)) {
      passing.destroyForcibly();
    }
    Phones.printErrors(folder);
    List<Partition> taken = read(killed).stream().filter(partition -> partition.began < back).toList();
    List<Partition> returned = read(back);
    if (taken.size() != its || taken.stream().anyMatch(partition -> partition.decided == 0)) {
      System.err.printf("bench: expected %d partitions with a decision in a new term, found %s%n", its, taken);
    }
    long[] decided = taken.stream().mapToLong(partition -> partition.decided - killed).sorted().toArray();
    return "| %d | %s | %d | %d | %d | %d | %d to %d | %d / %d | %d | %d | %d | %d | %d |".formatted(number("partitions"), victim, its,
        calls, noticed, stable, taken.stream().mapToLong(partition -> partition.began - killed).min().orElse(-1),
        taken.stream().mapToLong(partition -> partition.began - killed).max().orElse(-1),
        decided.length == 0 ? -1 : decided[decided.length / 2], decided.length == 0 ? -1 : decided[decided.length - 1],
        taken.stream().mapToLong(partition -> partition.longest).max().orElse(-1),
        taken.stream().mapToInt(partition -> partition.late).sum(),
        returned.stream().mapToLong(partition -> partition.longest).max().orElse(-1),
        returned.stream().mapToInt(partition -> partition.late).sum(), Phones.counts(folder.resolve("caller.csv"))[1]);
  }

  /// What the survivor says it took over: the calls of each partition, once.
  private static int callsTaken(String log) {
    Map<String, Integer> calls = new HashMap<>();
    for (Matcher line = OWNS.matcher(log); line.find(); ) {
      calls.put(line.group(1), Integer.parseInt(line.group(3)));
    }
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  // --- what the broker's times tell

  /// One partition around the kill, times in milliseconds of the broker's clock.
  private static final class Partition {
    final Map<Long, Long> arrived = new HashMap<>();
    final Set<Long> causes = new HashSet<>();
    ReadingRule rule;
    long term;
    long began;
    long decided;
    long longest;
    int late;

    /// A record of the journal. Of interest is the first term that began after a moment, and each input's first decision.
    void take(ConsumerRecord<byte[], byte[]> record, long since) {
      Envelope<JournalHead, JournalRecord> read = Families.JOURNAL.decode(record.value());
      if (rule == null) {
        if (read.body() instanceof TermBegan) {
          return;
        }
        rule = new ReadingRule(read.head().term(), read.head().number() - 1);
      }
      if (!rule.counts(read.head(), read.body())) {
        return;
      }
      if (read.body() instanceof TermBegan) {
        if (record.timestamp() >= since && began == 0) {
          began = record.timestamp();
          term = read.head().term();
        }
      } else if (read.body() instanceof Decided decision && read.head().term() == term && causes.add(decision.cause().offset())) {
        decided = decided == 0 ? record.timestamp() : decided;
        long wait = record.timestamp() - arrived.getOrDefault(decision.cause().offset(), record.timestamp());
        longest = Math.max(longest, wait);
        late += wait > 1_000 ? 1 : 0;
      }
    }

    @Override
    public String toString() {
      return "began %d, decided %d".formatted(began, decided);
    }
  }

  private List<Partition> read(long since) {
    List<Partition> partitions = IntStream.range(0, number("partitions")).mapToObj(_ -> new Partition()).toList();
    read("calls.inbox", since, record -> partitions.get(record.partition()).arrived.put(record.offset(), record.timestamp()));
    read("calls.journal", since, record -> partitions.get(record.partition()).take(record, since));
    return partitions.stream().filter(partition -> partition.began >= since).toList();
  }

  private void read(String topic, long since, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    Map<TopicPartition, Long> from = new HashMap<>();
    for (int partition = 0; partition < number("partitions"); partition++) {
      from.put(new TopicPartition(topic, partition), since - BEFORE.toMillis());
    }
    Map<TopicPartition, Long> ends = new HashMap<>(reader.endOffsets(from.keySet()));
    Map<TopicPartition, OffsetAndTimestamp> begins = reader.offsetsForTimes(from);
    reader.assign(from.keySet());
    ends.forEach((partition, end) -> reader.seek(partition, begins.get(partition) == null ? end : begins.get(partition).offset()));
    while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      reader.poll(Duration.ofMillis(200)).forEach(take);
    }
  }
}
