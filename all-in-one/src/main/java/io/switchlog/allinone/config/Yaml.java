package io.switchlog.allinone.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A YAML value that remembers the line it stands on, so that a mistake can be pointed at.
sealed interface Yaml {
  int line();

  /// What people call it.
  String kind();

  /// A mapping; the keys keep the file's order.
  record Mapping(int line, Map<String, Yaml> entries) implements Yaml {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /// A list.
  record Listing(int line, List<Yaml> items) implements Yaml {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /// A text or number, as written.
  record Scalar(int line, String text) implements Yaml {
    @Override
    public String kind() {
      return '"' + text + '"';
    }
  }

  /// A key without a value.
  record Nothing(int line) implements Yaml {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  /// Reads a whole document.
  ///
  /// @param file the name to blame
  /// @throws ConfigFileException if it is not YAML, or a key stands twice in a mapping
  static Yaml read(String file, String text) {
    YAMLFactory factory =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return new Nothing(1);
      }
      Yaml document = read(parser);
      if (parser.nextToken() != null) {
        throw new ConfigFileException(
            file
                + ":"
                + parser.currentTokenLocation().getLineNr()
                + ": a second document begins here, expected one");
      }
      return document;
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new ConfigFileException(file + line + ": not YAML: " + firstLine(e));
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory always reads", e);
    }
  }

  private static Yaml read(JsonParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          entries.put(key, read(parser));
        }
        yield new Mapping(line, entries);
      }
      case START_ARRAY -> {
        List<Yaml> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        yield new Listing(line, items);
      }
      case VALUE_NULL -> new Nothing(line);
      default -> {
        String text = parser.getText();
        yield text.isEmpty() ? new Nothing(line) : new Scalar(line, text);
      }
    };
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unreadable").strip();
  }
}
