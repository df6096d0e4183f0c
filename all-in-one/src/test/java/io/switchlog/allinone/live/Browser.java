package io.switchlog.allinone.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Debian's Chromium with a page in it whose script is JsSIP: a phone whose signalling goes over
/// WebSocket. The page takes orders from the test, and tells it what happens.
final class Browser implements AutoCloseable {
  private static final String JSSIP = "jssip@3.13.8";
  private static final String BUNDLER = "esbuild@0.25.12";
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path NPM = Path.of("/usr/bin/npm");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int POLL_SECONDS = 5;

  private final HttpServer pages;
  private final LinkedBlockingQueue<String> orders = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final byte[] script;
  private @Nullable Child chromium;

  private Browser(HttpServer pages, byte[] script) {
    this.pages = pages;
    this.script = script;
  }

  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(NPM);
  }

  /// What a WebSocket of the page names as its origin.
  String origin() {
    return "http://127.0.0.1:" + pages.getAddress().getPort();
  }

  /// A page that is served, and a browser that has not begun.
  static Browser prepare(Path folder) throws IOException {
    byte[] script = bundle(Files.createDirectories(folder.resolve("page")));
    HttpServer pages =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pages.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Browser browser = new Browser(pages, script);
    pages.createContext("/", browser::serve);
    pages.start();
    return browser;
  }

  /// The page's script and all that it imports, in one file, with what npm brings.
  private static byte[] bundle(Path folder) throws IOException {
    try (InputStream page = Browser.class.getResourceAsStream("/browser/page.js")) {
      Files.write(
          folder.resolve("page.js"), Objects.requireNonNull(page, "page.js").readAllBytes());
    }
    Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
    run(
        folder,
        NPM.toString(),
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        JSSIP,
        BUNDLER);
    run(
        folder,
        folder.resolve("node_modules/.bin/esbuild").toString(),
        "page.js",
        "--bundle",
        "--outfile=bundle.js");
    return Files.readAllBytes(folder.resolve("bundle.js"));
  }

  private static void run(Path folder, String... command) {
    try (Child child = Child.start("npm", folder, List.of(command))) {
      int exit = child.awaitExit(LONG);
      if (exit != 0) {
        throw new IllegalStateException(
            "expected " + List.of(command) + " to succeed, found " + exit + ": " + child.all());
      }
    }
  }

  /// Opens the page, whose phone connects to an exchange.
  ///
  /// @param exchange such as `wss://127.0.0.1:5067`
  void open(Path folder, String exchange) {
    chromium =
        Child.start(
            "chromium",
            folder,
            List.of(
                CHROMIUM.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("chromium"),
                "--ignore-certificate-errors",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                origin() + "/?exchange=" + exchange));
  }

  private void serve(HttpExchange http) throws IOException {
    try (http) {
      switch (http.getRequestURI().getPath()) {
        case "/" ->
            answer(
                http,
                "text/html",
                "<!doctype html><meta charset=utf-8><script src=/bundle.js></script>"
                    .getBytes(StandardCharsets.UTF_8));
        case "/bundle.js" -> answer(http, "text/javascript", script);
        case "/order" -> {
          String order = orders.poll(POLL_SECONDS, TimeUnit.SECONDS);
          answer(http, "text/plain", (order == null ? "" : order).getBytes(StandardCharsets.UTF_8));
        }
        case "/told" -> {
          told.add(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer(http, "text/plain", new byte[0]);
        }
        default -> http.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange http, String type, byte[] body) throws IOException {
    http.getResponseHeaders().add("Content-Type", type);
    http.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    http.getResponseBody().write(body);
  }

  void does(String order) {
    orders.add(order);
  }

  /// Waits until the page tells something that begins so; what it tells else meanwhile is passed
  /// over.
  String tells(String beginning) throws InterruptedException {
    while (true) {
      String next = told.poll(LONG.toSeconds(), TimeUnit.SECONDS);
      if (next == null || next.startsWith("error")) {
        throw new AssertionError(
            "expected the page to tell '%s', found %s after %s; the browser printed:%n%s"
                .formatted(beginning, next, heard, chromium == null ? "nothing" : chromium.all()));
      }
      heard.add(next);
      if (next.startsWith(beginning)) {
        return next;
      }
    }
  }

  @Override
  public void close() {
    if (chromium != null) {
      chromium.close();
    }
    pages.stop(0);
  }
}
