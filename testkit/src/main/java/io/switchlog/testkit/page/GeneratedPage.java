package io.switchlog.testkit.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/// A page that is generated from what tests saw, and committed.
public final class GeneratedPage {
  private GeneratedPage() {}

  /// Compares the committed page with the one that was seen. `-Dupdate.diagrams=true` writes it
  /// anew.
  ///
  /// @throws AssertionError where they differ
  public static void check(Path file, String seen) {
    try {
      if (Boolean.getBoolean("update.diagrams")) {
        Files.writeString(file, seen);
      }
      String committed = Files.readString(file);
      if (!committed.equals(seen)) {
        throw new AssertionError(
            "%s differs; run with -Dupdate.diagrams=true if the change is meant. Expected:%n%s%nfound:%n%s"
                .formatted(file, committed, seen));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Names in a cell of a table; `-` for none.
  public static String names(Collection<String> names) {
    return names.isEmpty() ? "-" : String.join(", ", names);
  }
}
