package io.switchlog.allinone.live;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts the class path under test as `./switchlog` starts it: from jars, and with what a
/// demonstration has loaded and run hot. Both are made by the first test of a build that asks, and
/// kept for the next.
final class Launcher {
  private static final Path FOLDER = Path.of("target", "launcher").toAbsolutePath();
  private static final int DEMONSTRATION_SECONDS = 120;

  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Xlog:aot*=off",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UseG1GC");

  /// Made when it is first asked for.
  private static final class Made {
    private static final List<String> COMMAND = make();
  }

  private Launcher() {}

  /// A command that lacks more options, a main class and its arguments.
  static List<String> java() {
    return Made.COMMAND;
  }

  private static List<String> make() {
    try {
      List<Path> classPath =
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(Path::of)
              .filter(Files::exists)
              .toList();
      Path folder = FOLDER.resolve(Integer.toHexString(fingerprint(classPath).hashCode()));
      Path cache = folder.resolve("switchlog.aot");
      String jars = jars(classPath, folder);
      if (!Files.exists(cache)) {
        demonstrate(jars, cache);
      }
      List<String> command = new ArrayList<>(JAVA);
      command.add("-XX:AOTCache=" + cache);
      command.addAll(List.of("-cp", jars));
      return List.copyOf(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Other classes, another fingerprint.
  private static String fingerprint(List<Path> classPath) throws IOException {
    StringBuilder print = new StringBuilder();
    for (Path entry : classPath) {
      try (Stream<Path> files = Files.walk(entry)) {
        FileTime newest =
            files.map(Launcher::modified).max(FileTime::compareTo).orElse(FileTime.fromMillis(0));
        print.append(entry).append(newest);
      }
    }
    return print.toString();
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The class path with a jar in place of each folder, which no cache can be made of.
  private static String jars(List<Path> classPath, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> jars = new ArrayList<>();
    for (Path entry : classPath) {
      if (Files.isDirectory(entry)) {
        Path jar = folder.resolve(jars.size() + ".jar");
        if (!Files.exists(jar)) {
          jar(entry, jar);
        }
        jars.add(jar);
      } else {
        jars.add(entry);
      }
    }
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static void jar(Path classes, Path jar) throws IOException {
    Path unfinished = jar.resolveSibling(jar.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(unfinished);
        JarOutputStream zip = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    Files.move(unfinished, jar);
  }

  /// It is only about speed: where no cache comes of it, all starts are slower.
  private static void demonstrate(String jars, Path cache) throws IOException {
    List<String> command = new ArrayList<>(JAVA);
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-cp", jars, "io.switchlog.allinone.Switchlog", "demo"));
    Process demonstration =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(cache.resolveSibling("demo.log").toFile())
            .start();
    try {
      if (!demonstration.waitFor(DEMONSTRATION_SECONDS, TimeUnit.SECONDS)) {
        demonstration.destroyForcibly();
      }
    } catch (InterruptedException e) {
      demonstration.destroyForcibly();
      throw new AssertionError(e);
    }
  }
}
