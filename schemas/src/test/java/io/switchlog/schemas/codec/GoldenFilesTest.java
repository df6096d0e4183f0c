package io.switchlog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What was released is read for ever: the golden files of a released version are listed with their
/// hashes in `golden/released.sha256`, to which lines may only be added, and that only by a
/// release. `-Dschemas.release=0.1` adds those of a version.
class GoldenFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path MANIFEST = GOLDEN.resolve("released.sha256");
  private static final String WHAT_TO_DO =
      "golden bytes of a released version are never changed and never removed: bring the file back"
          + " (git checkout), and let the record evolve so that it can still be read (ADR 0009);"
          + " what this build writes goes into the folder of the version that comes";

  @Test
  void whatWasReleasedIsAsItWasReleased() throws Exception {
    Map<String, String> files = hashes();
    String release = System.getProperty("schemas.release");
    if (release != null) {
      add(release, files);
    }
    Map<String, String> released = released();
    released.forEach(
        (file, hash) -> assertThat(files).as("%s: %s", file, WHAT_TO_DO).containsEntry(file, hash));
    released.keySet().stream()
        .map(file -> file.substring(0, file.indexOf('/')))
        .distinct()
        .forEach(version ->
            assertThat(files.keySet())
                .as("version %s is released: nothing is added to it either", version)
                .filteredOn(file -> file.startsWith(version + "/"))
                .allMatch(released::containsKey));
  }

  /// The build's own history is the witness that lines were only added.
  @Test
  void theListOfWhatWasReleasedOnlyGrows() throws Exception {
    String before = committed();
    assertThat(Files.readString(MANIFEST))
        .as("golden/released.sha256 only grows; bring its lines back (git checkout)")
        .startsWith(before);
  }

  /// What the last commit has, empty where there is no repository or no such file in it.
  private static String committed() throws IOException, InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "show", "HEAD:./" + MANIFEST)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? text : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void add(String version, Map<String, String> files) throws IOException {
    Map<String, String> released = released();
    StringBuilder lines = new StringBuilder(Files.readString(MANIFEST));
    files.forEach((file, hash) -> {
      if (file.startsWith(version + "/") && !released.containsKey(file)) {
        lines.append(hash).append("  ").append(file).append('\n');
      }
    });
    Files.writeString(MANIFEST, lines);
  }

  private static Map<String, String> released() throws IOException {
    Map<String, String> released = new LinkedHashMap<>();
    for (String line : Files.readAllLines(MANIFEST)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(" {2}", 2);
        assertThat(released.put(parts[1], parts[0])).as(parts[1]).isNull();
      }
    }
    return released;
  }

  private static Map<String, String> hashes() throws IOException, NoSuchAlgorithmException {
    Map<String, String> hashes = new TreeMap<>();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.equals(MANIFEST)) {
          hashes.put(
              GOLDEN.relativize(file).toString(),
              HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))));
        }
      }
    }
    return hashes;
  }
}
