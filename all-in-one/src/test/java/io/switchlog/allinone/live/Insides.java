package io.switchlog.allinone.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What another process of this machine holds: UDP sockets, by /proc; live objects, by jcmd.
///
/// @param heapBytes of the objects that a full collection leaves
/// @param ours how many of them there are of each class of ours
record Insides(long heapBytes, Map<String, Long> ours) {
  private static final String OURS = "io.switchlog.";
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern KEPT =
      Pattern.compile(
          "(edge\\.core\\.(Client|Server)Entry"
              + "|control\\.core\\.call\\.ActiveCall|media\\.core\\.MediaCall)");

  /// Collects the process's garbage and counts what stays.
  static Insides of(long pid, Path folder) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try (Child child =
        Child.start("jcmd", folder, List.of(jcmd, Long.toString(pid), "GC.class_histogram"))) {
      child.awaitExit(Duration.ofSeconds(60));
      long heap = 0;
      Map<String, Long> ours = new TreeMap<>();
      for (String line : child.out().lines().toList()) {
        Matcher total = TOTAL.matcher(line);
        Matcher one = LINE.matcher(line);
        if (total.find()) {
          heap = Long.parseLong(total.group(1));
        } else if (one.matches() && one.group(3).startsWith(OURS)) {
          ours.merge(
              one.group(3).substring(OURS.length()), Long.parseLong(one.group(1)), Long::sum);
        }
      }
      return new Insides(heap, ours);
    }
  }

  /// How many calls and transactions are kept, without the classes that there are none of.
  Map<String, Long> kept() {
    Map<String, Long> kept = new TreeMap<>();
    ours.forEach((name, count) -> {
      if (KEPT.matcher(name).matches()) {
        kept.put(name.substring(name.lastIndexOf('.') + 1), count);
      }
    });
    return kept;
  }

  /// How many UDP sockets a process has open.
  static int udpSockets(long pid) {
    Set<String> inodes = new HashSet<>();
    for (String table : List.of("/proc/net/udp", "/proc/net/udp6")) {
      for (String line : lines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9) {
          inodes.add("socket:[" + fields[9] + "]");
        }
      }
    }
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return (int) files.filter(file -> inodes.contains(target(file))).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (NoSuchFileException withoutThisFamily) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
