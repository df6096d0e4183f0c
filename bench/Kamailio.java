import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Kamailio as a proxy that hides topology and keeps its dialogs in Redis: what it hides, another Kamailio could find
/// again. It plans no media. One process receives: of two, one may send the 200 before the other one its 180. Debian's
/// packages kamailio, kamailio-redis-modules and redis-server.
final class Kamailio implements AutoCloseable {
  private static final String CONFIG = """
      debug=1
      log_stderror=yes
      fork=yes
      children=1
      disable_tcp=yes
      auto_aliases=no
      listen=udp:127.0.0.1:%1$d

      loadmodule "tm.so"
      loadmodule "sl.so"
      loadmodule "rr.so"
      loadmodule "pv.so"
      loadmodule "maxfwd.so"
      loadmodule "textops.so"
      loadmodule "siputils.so"
      loadmodule "ndb_redis.so"
      loadmodule "topos.so"
      loadmodule "topos_redis.so"

      modparam("ndb_redis", "server", "name=topos;addr=127.0.0.1;port=%2$d;db=0")
      modparam("topos", "storage", "redis")
      modparam("topos_redis", "serverid", "topos")

      request_route {
        if (!mf_process_maxfwd_header("10")) {
          sl_send_reply("483", "Too Many Hops");
          exit;
        }
        if (has_totag()) {
          if (loose_route() || t_check_trans()) {
            t_relay();
          } else if (!is_method("ACK")) {
            sl_send_reply("481", "Call/Transaction Does Not Exist");
          }
          exit;
        }
        if (!is_method("INVITE")) {
          sl_send_reply("405", "Method Not Allowed");
          exit;
        }
        if (t_check_trans()) {
          exit;
        }
        record_route();
        $ru = "sip:callee@127.0.0.1:%3$d";
        t_relay();
      }
      """;

  private final Path work;
  private final Options options;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  Kamailio(Path work, Options options) {
    this.work = work;
    this.options = options;
  }

  int port() {
    return options.port(62);
  }

  void start() throws Exception {
    Path config = Files.writeString(work.resolve("kamailio.cfg"), CONFIG.formatted(port(), options.port(63), options.port(70)));
    run("redis", "redis-server", "--port", "" + options.port(63), "--bind", "127.0.0.1", "--dir", work.toString());
    Thread.sleep(1_000);
    run("kamailio", "kamailio", "-DD", "-E", "-f", config.toString(), "-w", work.toString(), "-Y", work.toString());
    Thread.sleep(2_000);
    for (Map.Entry<String, Process> each : processes.entrySet()) {
      if (!each.getValue().isAlive()) {
        throw new IllegalStateException(each.getKey() + " ended: " + Files.readString(work.resolve(each.getKey() + ".log")));
      }
    }
  }

  private void run(String name, String... command) throws IOException {
    try {
      processes.put(name, new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true)
          .redirectOutput(work.resolve(name + ".log").toFile()).start());
    } catch (IOException e) {
      throw new IOException("expected " + command[0] + " on the PATH; install Debian's packages kamailio, kamailio-redis-modules"
          + " and redis-server", e);
    }
  }

  Map<String, ProcessHandle> processes() {
    Map<String, ProcessHandle> handles = new LinkedHashMap<>();
    processes.forEach((name, process) -> handles.put(name, process.toHandle()));
    return handles;
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroy);
    processes.values().forEach(process -> {
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }
}
