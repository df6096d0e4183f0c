import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls from one address while another one floods the edge over UDP: which floods it bears, and how many packets a second of each.
public final class Floods {
  private static final Pattern OUR_TAG = Pattern.compile("\nTo:[^\n]*;tag=([^;\r\n]+)");

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Phones phones;

  private record Flood(String name, LongFunction<String> packet) {}

  private Floods(Path root, Options options, Path work) {
    this.options = options;
    this.work = work;
    this.platform = new Platform(root, work, options);
    this.phones = new Phones(root, work, options);
  }

  static Map<String, String> defaults() {
    Map<String, String> all = new TreeMap<>(Run.defaults());
    all.putAll(Map.of("rates", "10000,20000,40000,80000", "calls", "100", "seconds", "8", "warm-rate", "200", "warm-seconds", "40", "talk-millis", "300",
        "edge-options", ""));
    return all;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(defaults());
    options.read(arguments, 1);
    Floods floods = new Floods(Path.of(arguments[0]), options, Files.createTempDirectory("switchlog-bench"));
    Runtime.getRuntime().addShutdownHook(new Thread(floods::stop));
    floods.measure();
  }

  private void stop() {
    phones.close();
    platform.close();
    Platform.delete(work);
  }

  private void measure() throws Exception {
    platform.start();
    phones.load(options.number("warm-rate"), options.number("warm-seconds"));
    String old = tagOfACallThatIsOver();
    System.out.println("| flood | packets a second, wanted | sent | calls | ended as they should | INVITE->200 p50 ms | p99 ms | edge RSS MB |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    beside(new Flood("none", number -> ""), 0);
    for (Flood flood : List.of(
        new Flood("200 bytes that are no SIP", number -> "x".repeat(196) + "\r\n\r\n"),
        new Flood("INVITEs, each of another call", number -> request("INVITE", number, "")),
        new Flood("BYEs with a forged tag", number -> request("BYE", number, ";tag=" + "0".repeat(26) + "1-00000000000000000")),
        new Flood("BYEs with the tag of a call that is over", number -> request("BYE", number, ";tag=" + old)))) {
      for (int rate : options.numbers("rates")) {
        if (beside(flood, rate) < 0.9) {
          break;
        }
      }
    }
    beside(new Flood("none, afterwards", number -> ""), 0);
  }

  /// @return of the calls, the share that ended as they should
  private double beside(Flood flood, int rate) throws Exception {
    AtomicBoolean going = new AtomicBoolean(rate > 0);
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> send(flood, rate, going, sent));
    long begin = System.nanoTime();
    Phones.Load load = phones.load(options.number("calls"), options.number("seconds"));
    double seconds = (System.nanoTime() - begin) / 1e9;
    going.set(false);
    flooding.join();
    double good = load.successful() / (double) load.calls();
    System.out.printf("| %s | %,d | %,.0f | %d | %.0f %% | %.0f | %.0f | %d |%n", flood.name, rate, sent.get() / seconds, load.calls(), 100 * good,
        Phones.percentile(load.answered(), 0.5), Phones.percentile(load.answered(), 0.99), megabytes(platform.process("edge").pid()));
    return good;
  }

  /// In portions of a millisecond, from another address than the callers'.
  private void send(Flood flood, int rate, AtomicBoolean going, AtomicLong sent) {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0))) {
      socket.connect(new InetSocketAddress("127.0.0.1", options.port(60)));
      long begin = System.nanoTime();
      while (going.get()) {
        long due = (System.nanoTime() - begin) * rate / 1_000_000_000L;
        for (long number = sent.get(); number < due && going.get(); number++) {
          byte[] packet = flood.packet.apply(number).getBytes(StandardCharsets.US_ASCII);
          socket.send(new DatagramPacket(packet, packet.length));
          sent.incrementAndGet();
        }
        Thread.sleep(1);
      }
    } catch (IOException e) {
      throw new IllegalStateException("expected the flood to be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String request(String method, long number, String tag) {
    return """
        %1$s sip:nobody-%2$d@127.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.2:9;branch=z9hG4bKflood%2$d
        Max-Forwards: 70
        From: <sip:flood@127.0.0.2>;tag=f%2$d
        To: <sip:nobody-%2$d@127.0.0.1>%3$s
        Call-ID: flood-%2$d
        CSeq: 1 %1$s
        Contact: <sip:flood@127.0.0.2:9>
        Content-Length: 0

        """.formatted(method, number, tag).replace("\n", "\r\n");
  }

  /// Ours in the refusal of a call to nobody.
  private String tagOfACallThatIsOver() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      socket.setSoTimeout(10_000);
      byte[] invite = request("INVITE", -1, "").replace("127.0.0.2:9;", "127.0.0.1:" + socket.getLocalPort() + ";").getBytes(StandardCharsets.US_ASCII);
      socket.send(new DatagramPacket(invite, invite.length, InetAddress.getByName("127.0.0.1"), options.port(60)));
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
        Matcher tag = OUR_TAG.matcher(text);
        if (!text.startsWith("SIP/2.0 1") && tag.find()) {
          return tag.group(1);
        }
      }
    }
  }

  private static long megabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024).findFirst().orElse(-1);
  }
}
