package io.switchlog.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a compiler does not look at: habits of the house, read from the sources.
class HouseRulesTest {
  /// A label that tells values apart by their type, with or without its parts.
  private static final Pattern TYPE_LABEL =
      Pattern.compile("(?:case|,)\\s+([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(?:<[^>]*>)?(?:\\s+\\w+|\\()");

  private static final Pattern HOLDS =
      Pattern.compile("^/// Holds (?:`\\w+`[^.`]*\\s*)+\\.", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("\\w+");
  private static final Pattern DEFAULT = Pattern.compile("\\bdefault\\s*->");
  private static final Pattern SEALED = Pattern.compile("\\bsealed interface (\\w+)");
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\b(?:record|class|enum|interface) (\\w+)[^{;]*?\\b(?:implements|extends) ([^{]+)\\{");
  private static final Pattern TAUTOLOGY =
      Pattern.compile("@param (\\w+) (?:the|a|an) (\\w+)\\.?$", Pattern.MULTILINE);
  private static final Pattern ORPHAN =
      Pattern.compile("^\\s*// .*\\n\\s*// \\S+(?: \\S+)?\\n\\s*// ", Pattern.MULTILINE);

  @Test
  void aSwitchOverTypesOfOursNamesEachOfThem() throws IOException {
    Set<String> sealed = new TreeSet<>();
    for (Path file : Sources.of("main")) {
      Matcher declared = SEALED.matcher(Files.readString(file));
      while (declared.find()) {
        sealed.add(declared.group(1));
      }
    }
    Set<String> own = new TreeSet<>();
    for (Path file : Sources.of("main")) {
      Matcher member = MEMBER.matcher(Files.readString(file));
      while (member.find()) {
        if (NAME.matcher(member.group(2))
            .results()
            .anyMatch(name -> sealed.contains(name.group()))) {
          own.add(member.group(1));
        }
      }
    }
    assertThat(own).contains("Talking", "CallEnded", "Accepted", "Ring");

    List<String> found = new ArrayList<>();
    int looked = 0;
    for (Path file : Sources.of("main")) {
      for (String labels : switches(Files.readString(file))) {
        looked++;
        Matcher label = TYPE_LABEL.matcher(labels);
        while (DEFAULT.matcher(labels).find() && label.find()) {
          String type = label.group(1);
          if (own.contains(type.substring(type.lastIndexOf('.') + 1))) {
            found.add(file.getFileName() + ": " + type);
            break;
          }
        }
      }
    }
    assertThat(looked).isGreaterThan(100);
    assertThat(found)
        .as("`default` beside types of our own, where a new one would go unseen")
        .isEmpty();
  }

  @Test
  void whatIsFoundIsFound() {
    List<String> labels =
        switches(
            "switch (leg) { case Leg.Talking it when it.held() -> { x(); } case null, default -> y; }");

    assertThat(labels).hasSize(1);
    assertThat(DEFAULT.matcher(labels.getFirst()).find()).isTrue();
    Matcher label = TYPE_LABEL.matcher(labels.getFirst());
    assertThat(label.find()).isTrue();
    assertThat(label.group(1)).isEqualTo("Leg.Talking");
    assertThat(ORPHAN.matcher("  // a long line that\n  // was wrapped\n  // by a tool\n").find())
        .isTrue();
  }

  @Test
  void aParameterIsNotExplainedByItsName() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.of("main", "test")) {
      Matcher tautology = TAUTOLOGY.matcher(Files.readString(file));
      while (tautology.find()) {
        if (tautology.group(1).equalsIgnoreCase(tautology.group(2))) {
          found.add(file.getFileName() + ": " + tautology.group());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void noCommentIsWrappedIntoAWordOnALineOfItsOwn() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.of("main", "test")) {
      Matcher orphan = ORPHAN.matcher(Files.readString(file));
      while (orphan.find()) {
        found.add(file.getFileName() + ": " + orphan.group().strip());
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void eachClassOfTheDecidingCoreIsNamedByTheStoryThatHoldsIt() throws IOException {
    Set<String> held = new TreeSet<>();
    for (Path file : Sources.of("test")) {
      if (file.toString().contains("/call-control/")) {
        Matcher holds = HOLDS.matcher(Files.readString(file));
        while (holds.find()) {
          NAME.matcher(holds.group()).results().forEach(name -> held.add(name.group()));
        }
      }
    }
    List<String> unheld = new ArrayList<>();
    for (Path file : Sources.of("main")) {
      String name = file.getFileName().toString().replace(".java", "");
      if (file.toString().contains("/control/core/")
          && !name.equals("package-info")
          && !held.contains(name)) {
        unheld.add(name);
      }
    }
    assertThat(unheld).isEmpty();
  }

  @Test
  void sourcesNameNoPageThatIsNotInTheRepository() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.of("main")) {
      Matcher page = Pattern.compile("\\b[\\w/-]+\\.md\\b").matcher(Files.readString(file));
      while (page.find()) {
        String name = page.group();
        boolean exists =
            Files.exists(Sources.ROOT.resolve(name)) || Files.exists(file.resolveSibling(name));
        if (!exists && !isADiagram(name)) {
          found.add(file.getFileName() + ": " + name);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static boolean isADiagram(String name) {
    return Files.exists(Sources.ROOT.resolve("docs/states").resolve(name));
  }

  /// The labels of every switch, without what follows from them.
  private static List<String> switches(String source) {
    List<String> all = new ArrayList<>();
    Matcher start = Pattern.compile("\\bswitch \\(").matcher(source);
    while (start.find()) {
      int open = source.indexOf('{', start.end());
      StringBuilder labels = new StringBuilder();
      int depth = 0;
      for (int i = open; i >= 0 && i < source.length(); i++) {
        char c = source.charAt(i);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (depth == 0) {
          break;
        } else if (depth == 1) {
          labels.append(c);
        }
      }
      all.add(labels.toString());
    }
    return all;
  }
}
