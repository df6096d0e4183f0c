package io.switchlog.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What operators and readers elsewhere are told of the topics is what the code makes.
/// `-Dschemas.update=true` writes both files anew.
class TopicFilesTest {
  private static final Path YAML = Path.of("../deploy/topics.yaml");
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- topics: begin -->\n";
  private static final String END = "<!-- topics: end -->";
  private static final boolean UPDATE = Boolean.getBoolean("schemas.update");

  @Test
  void theOperatorsListIsTheCatalogue() throws IOException {
    String expected = yaml();
    if (UPDATE) {
      Files.createDirectories(YAML.getParent());
      Files.writeString(YAML, expected);
    }
    assertThat(Files.readString(YAML)).isEqualTo(expected);
  }

  @Test
  void theReadmesTableIsTheCatalogue() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    if (UPDATE) {
      readme = readme.substring(0, begin) + table() + readme.substring(end);
      Files.writeString(README, readme);
      end = readme.indexOf(END);
    }
    assertThat(readme.substring(begin, end)).isEqualTo(table());
  }

  private static String yaml() {
    TopicLayout layout = TopicLayout.PRODUCTION;
    StringBuilder yaml =
        new StringBuilder(
            """
            # The topics of a production cluster, as `switchlog topics create` makes them.
            # Held against the catalogue (schemas/, class Topics) by a test.
            topics:
            """);
    for (Topic topic : Topics.all()) {
      yaml.append("  - name: ").append(topic.name()).append('\n');
      yaml.append("    partitions: ").append(layout.partitions(topic)).append('\n');
      yaml.append("    replicationFactor: ").append(layout.replicationFactor()).append('\n');
      yaml.append("    config:\n");
      layout
          .created(topic)
          .forEach((key, value) -> yaml.append("      %s: \"%s\"%n".formatted(key, value)));
    }
    return yaml.toString();
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder(
            """
            | topic | key | value | partitions | kept | who writes | who reads |
            |---|---|---|---|---|---|---|
            """);
    for (Topic topic : Topics.all()) {
      table.append(
          "| `%s` | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  topic.name(),
                  topic.key(),
                  String.join(", ", topic.value()),
                  switch (topic.spread()) {
                    case KEY -> "by key";
                    case NODE -> "by node ordinal";
                    case ONE -> "one";
                  },
                  topic.compacted() ? "newest of a key" : kept(topic.retention()),
                  topic.writers(),
                  topic.readers()));
    }
    return table.toString();
  }

  private static String kept(@Nullable Duration retention) {
    if (retention == null) {
      return "for ever";
    }
    return retention.toDays() > 0 ? retention.toDays() + " days" : retention.toHours() + " hours";
  }
}
