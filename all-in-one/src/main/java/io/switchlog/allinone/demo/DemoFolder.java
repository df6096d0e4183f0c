package io.switchlog.allinone.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Where a demonstration keeps its log: a folder that somebody named and that stays, or one of its
/// own that goes with it.
public final class DemoFolder implements AutoCloseable {
  /// What the names of this process's own folders begin with: who finds one left behind by a kill
  /// sees whether it is still in use.
  public static final String PREFIX = "switchlog-demo-" + ProcessHandle.current().pid() + "-";

  private final Path path;
  private final boolean kept;

  private DemoFolder(Path path, boolean kept) {
    this.path = path;
    this.kept = kept;
  }

  /// The folder, made where it is one of its own.
  ///
  /// @param keep the folder to keep, null for one that goes
  public static DemoFolder open(@Nullable Path keep) {
    if (keep != null) {
      return new DemoFolder(keep, true);
    }
    try {
      return new DemoFolder(Files.createTempDirectory(PREFIX), false);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    if (kept) {
      return;
    }
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + path + " cannot be removed", e);
    }
  }
}
