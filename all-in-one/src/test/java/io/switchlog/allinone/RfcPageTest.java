package io.switchlog.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.page.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/rfc.md`: which section of which RFC is done where, and named by which tests, as the
/// sources say. `-Dupdate.diagrams=true` writes the page anew.
class RfcPageTest {
  private static final Path PAGE = Sources.ROOT.resolve("docs/rfc.md");
  private static final Pattern NAMED =
      Pattern.compile(
          "RFC (\\d{4})(?:'s)? sections? ((?:[\\d.]*\\d)(?:(?:, | and |, and )[\\d.]*\\d)*)");

  private static final Pattern SEPARATOR = Pattern.compile(", and | and |, ");
  private static final Pattern DOT = Pattern.compile("\\.");

  /// In the machines of a transaction the RFC is named once, and each branch by its section.
  private static final Pattern BRANCH = Pattern.compile("// (\\d+(?:\\.\\d+)+)(?: and \\S+)?:");

  /// A section, with where it is done and which tests name it.
  private record Places(Set<String> done, Set<String> tested) {}

  private static final Comparator<String> BY_NUMBERS =
      (one, other) -> Arrays.compare(numbers(one), numbers(other));

  private final Map<String, Map<String, Places>> rfcs = new TreeMap<>();

  @Test
  void thePageSaysWhatTheSourcesSay() throws IOException {
    for (Path file : Sources.of("main", "test")) {
      if (!file.toString().contains("/testkit/")) {
        read(file);
      }
    }
    assertThat(rfcs).containsKeys("3261", "3264", "6026", "3311");
    GeneratedPage.check(PAGE, page());
  }

  private void read(Path file) throws IOException {
    String name =
        Sources.ROOT.relativize(file).getName(0)
            + "/"
            + file.getFileName().toString().replace(".java", "");
    boolean test = file.toString().contains("/src/test/");
    String source = Files.readString(file).replaceAll("\\n\\s*///? ?", " ");
    Matcher named = NAMED.matcher(source);
    String first = null;
    while (named.find()) {
      first = first == null ? named.group(1) : first;
      String rfc = named.group(1);
      SEPARATOR.splitAsStream(named.group(2)).forEach(section -> add(rfc, section, name, test));
    }
    Matcher branch = BRANCH.matcher(Files.readString(file));
    while (first != null && branch.find()) {
      add(first, branch.group(1), name, test);
    }
  }

  private void add(String rfc, String section, String name, boolean test) {
    Places places =
        rfcs.computeIfAbsent(rfc, _ -> new TreeMap<>(BY_NUMBERS))
            .computeIfAbsent(section, _ -> new Places(new TreeSet<>(), new TreeSet<>()));
    (test ? places.tested : places.done).add(name);
  }

  private static int[] numbers(String section) {
    return DOT.splitAsStream(section).mapToInt(Integer::parseInt).toArray();
  }

  private String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # RFCs, section by section

            Generated from what the sources name; do not edit. *Done in* are the classes that name a section beside what they do for it,
            *tests* those that name it too. A section that no test names may be held by one that speaks of telephones and not of paragraphs.
            """);
    rfcs.forEach((rfc, sections) -> {
      page.append("\n## RFC ")
          .append(rfc)
          .append("\n\n| section | done in | tests |\n|---|---|---|\n");
      sections.forEach((section, places) ->
          page.append(
              "| %s | %s | %s |%n".formatted(section, list(places.done), list(places.tested))));
    });
    return page.toString();
  }

  private static String list(Set<String> names) {
    return names.isEmpty()
        ? "-"
        : names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
