package io.switchlog.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The sources of all modules, for tests that read them.
final class Sources {
  /// The repository's folder.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Sources() {}

  /// @param sets `main`, `test`
  static List<Path> of(String... sets) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        for (String set : sets) {
          Path folder = module.resolve("src").resolve(set).resolve("java");
          if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
              files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
          }
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }
}
