import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Short calls from SIPp to SIPp until the journal holds so many records, each a decision but for a few; then every node but
/// the broker stops, and `switchlog replay --all` reads the log from it and decides it again. Its memory is what the kernel
/// says: VmHWM, the most that was ever resident.
final class Replay {
  private static final int SLICE_SECONDS = 20;

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Phones phones;

  private Replay(Path root, Options options, Path work) {
    this.options = options;
    this.work = work;
    this.platform = new Platform(root, work, options);
    this.phones = new Phones(root, work, options);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(Map.of("decisions", "1000000", "rate", "500", "heap", "512m", "talk-millis", "200", "port",
        "15000", "media", "relay", "rtp", "off", "jfr", "", "jvm", ""));
    options.read(arguments, 1);
    Replay replay = new Replay(Path.of(arguments[0]), options, Files.createTempDirectory("switchlog-bench"));
    Runtime.getRuntime().addShutdownHook(new Thread(replay::stop));
    replay.platform.start();
    replay.measure();
  }

  private void stop() {
    phones.close();
    platform.close();
    Platform.delete(work);
  }

  private void measure() throws Exception {
    phones.load(150, 20);
    int failed = 0;
    int calls = 0;
    long began = System.nanoTime();
    while (records() < options.number("decisions")) {
      Phones.Load load = phones.load(options.number("rate"), SLICE_SECONDS);
      calls += load.calls();
      failed += load.failed();
    }
    System.out.printf("%d processors, JDK %s; %d calls in %.0f s, %d failed; journal of %d records%n",
        Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"), calls, seconds(began), failed, records());
    Thread.sleep(5_000); // the last are committed
    for (String node : List.of("edge", "media", "control")) {
      platform.process(node).destroy();
      platform.process(node).waitFor(15, TimeUnit.SECONDS);
    }
    replay();
  }

  /// How many records the journal has.
  private long records() {
    try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(Map.of("bootstrap.servers", platform.kafka()),
        new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = reader.partitionsFor("calls.journal").stream()
          .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
      return reader.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private void replay() throws Exception {
    Path out = work.resolve("replay.out");
    ProcessBuilder builder = new ProcessBuilder(platform.launcher("replay", "--all", "--kafka", platform.kafka(), "--secret-file", platform.secret().toString()));
    builder.environment().put("SWITCHLOG_JAVA_OPTS", "-Xmx" + options.text("heap") + " " + options.text("jvm"));
    long began = System.nanoTime();
    Process replay = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    long resident = 0;
    while (!replay.waitFor(200, TimeUnit.MILLISECONDS)) {
      resident = Math.max(resident, highWater(replay.pid()));
    }
    System.out.printf("replay --all with -Xmx%s: exit code %d after %.0f s; resident at most %d MB%n%s%n",
        options.text("heap"), replay.exitValue(), seconds(began), resident / 1_000, Files.readString(out).strip());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /// The most that was ever resident, in kB; 0 for a process that is gone.
  private static long highWater(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines.filter(line -> line.startsWith("VmHWM")).map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(Long::parseLong).findFirst().orElse(0);
    } catch (IOException | RuntimeException gone) {
      return 0;
    }
  }
}
