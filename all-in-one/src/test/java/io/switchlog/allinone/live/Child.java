package io.switchlog.allinone.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A process that a test started; its output goes to files, so that no pipe ever fills.
final class Child implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Child(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Child start(String name, Path folder, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path out = Files.createTempFile(folder, name + "-", ".out");
      Path err = Files.createTempFile(folder, name + "-", ".err");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new Child(name, process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The switchlog command line in a JVM of its own, from the classes under test, with the options
  /// that `./switchlog` gives it.
  static Child switchlog(String name, Path folder, List<String> arguments) {
    return java(name, folder, "io.switchlog.allinone.Switchlog", arguments);
  }

  /// A main class of the class path under test, in a JVM of its own.
  static Child java(String name, Path folder, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>(Launcher.java());
    command.add("-Xmx512m");
    command.add(mainClass);
    command.addAll(arguments);
    return start(name, folder, command);
  }

  Child awaitOutput(String text, Duration atMost) {
    Awaitility.await(name + " to print " + text)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          if (!process.isAlive() && !out().contains(text)) {
            throw new AssertionError(name + " ended before it printed '" + text + "':\n" + all());
          }
          return out().contains(text);
        });
    return this;
  }

  /// Waits for the process to end by itself.
  int awaitExit(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        String shown = all();
        process.destroyForcibly();
        throw new AssertionError(name + " did not end within " + atMost + ":\n" + shown);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  String all() {
    return out() + "\n--- stderr\n" + err();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// kill -9, without waiting for what it does.
  void strike() {
    process.destroyForcibly();
  }

  /// kill -9.
  void kill() {
    strike();
    awaitExit(Duration.ofSeconds(10));
  }

  /// SIGTERM, then what it takes.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
