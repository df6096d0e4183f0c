import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The platform of one folder with sources, as processes of their own on this machine.
final class Platform implements AutoCloseable {
  static final List<String> NODES = List.of("broker", "edge", "control", "media");

  /// Threads that compile stay, so that what they took can be read at the end.
  private static final String JVM = "-XX:-UseDynamicNumberOfCompilerThreads ";

  private final Path root;
  private final Path work;
  private final Options options;
  private final Map<String, Process> nodes = new LinkedHashMap<>();
  private Process between;

  /// @param root the folder with the sources
  /// @param work where its files go
  Platform(Path root, Path work, Options options) {
    this.root = root;
    this.work = work;
    this.options = options;
  }

  /// One node of each kind.
  void start() throws Exception {
    bus();
    media("media", 0, options.text("rtp-ports", "20000-49999"));
    control("control", 0);
    edge();
    Thread.sleep(3_000);
  }

  /// The broker, its topics, with as many partitions as the options say, and the routing table.
  void bus() throws Exception {
    Files.createDirectories(work);
    Way way = Way.of(options);
    Files.writeString(secret(), "a secret that only this benchmark uses");
    Path routes = Files.writeString(work.resolve("routes.yaml"), """
        rtp-timeout: 0s
        rules:
          - name: bench
            called: bench
            dial: {uri: "%1$s", media: %2$s}
          - name: held
            called: held
            dial: {uri: "%3$s", media: %2$s}
        """.formatted(way.callee(options, Phones.CALLEE), options.text("media"), way.callee(options, Phones.HELD_CALLEE)));
    node("broker", "-Xmx512m", "broker", "--port", "" + options.port(92), "--data", work.resolve("broker").toString());
    List<String> create = new ArrayList<>(List.of("topics", "create", "--kafka", kafka()));
    if (!options.text("partitions").isEmpty()) {
      create.addAll(List.of("--partitions", options.text("partitions")));
    }
    command(create.toArray(new String[0]));
    command("config", "apply", routes.toString(), "--kafka", kafka());
  }

  void media(String name, int ordinal, String ports) throws Exception {
    node(name, "-Xmx512m", "media", "--kafka", kafka(), "--ordinal", "" + ordinal, "--ports", ports);
  }

  void control(String name, int ordinal) throws Exception {
    node(name, "-Xmx1g", "control", "--kafka", kafka(), "--ordinal", "" + ordinal, "--secret-file", secret().toString(),
        "--state-dir", work.resolve("state-" + ordinal).toString());
  }

  void edge() throws Exception {
    List<String> edge = new ArrayList<>(List.of("edge", "--kafka", kafka(), "--ordinal", "0", "--secret-file", secret().toString()));
    Way way = Way.of(options);
    edge.addAll(way.edge(options, work));
    if (!options.text("edge-options").isEmpty()) {
      edge.addAll(List.of(options.text("edge-options").split(" ")));
    }
    node("edge", "-Xmx1g", edge.toArray(new String[0]));
    if (between == null) {
      between = way.between(root, options, work);
    }
  }

  String kafka() {
    return "127.0.0.1:" + options.port(92);
  }

  Path secret() {
    return work.resolve("secret");
  }

  Process process(String name) {
    return nodes.get(name);
  }

  /// One of each kind, by name.
  Map<String, ProcessHandle> processes() {
    Map<String, ProcessHandle> processes = new LinkedHashMap<>();
    NODES.forEach(node -> processes.put(node, nodes.get(node).toHandle()));
    return processes;
  }

  /// What a node has logged.
  Path log(String name) {
    return work.resolve(name + ".err");
  }

  private void node(String name, String jvm, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(launcher(arguments));
    String jfr = options.text("jfr").isEmpty() ? ""
        : " -XX:StartFlightRecording=settings=profile,filename=" + Path.of(options.text("jfr")).toAbsolutePath() + "/" + name + ".jfr";
    builder.environment().put("SWITCHLOG_JAVA_OPTS", JVM + jvm + " " + options.text("jvm") + jfr);
    File out = work.resolve(name + ".out").toFile();
    nodes.put(name, builder.redirectOutput(out).redirectError(log(name).toFile()).start());
    for (int i = 0; i < 600; i++) {
      if (Files.readString(out.toPath()).contains("ready")) {
        return;
      }
      if (!nodes.get(name).isAlive()) {
        break;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(name + " did not get ready: " + Files.readString(log(name)));
  }

  List<String> launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve("switchlog").toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private void command(String... arguments) throws Exception {
    Path out = work.resolve("command.out");
    int exit = new ProcessBuilder(launcher(arguments)).redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + " ended with " + exit + ": " + Files.readString(out));
    }
  }

  /// Ends all processes, the broker last, and returns when they are gone.
  @Override
  public void close() {
    if (between != null) {
      between.destroy();
    }
    List<Process> reversed = new ArrayList<>(nodes.values()).reversed();
    reversed.forEach(Process::destroy);
    try {
      for (Process process : reversed) {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    nodes.clear();
  }

  /// Deletes a folder with all that is in it.
  static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("bench: " + folder + " is left behind: " + e);
    }
  }
}
