package io.switchlog.allinone.config;

import io.switchlog.control.core.dialog.Passage;
import io.switchlog.schemas.config.HeaderRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Header lines that a file writes, and names of lines that it lets cross or not.
final class HeaderFields {
  private static final int MOST_LINES = 20;
  private static final int MOST_NAMES = 50;
  private static final int LONGEST_VALUE = 1_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9\\-.!%*_+`'~]{1,100}");
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9\\-.!%_+`'~]{0,100}\\*?");
  private static final String RULED =
      "a header that is neither the exchange's own nor one dialog's";
  private static final String EXAMPLE =
      "a mapping such as {pass: [Diversion], strip: [X-*], set: {X-Trunk: gold}}";

  private HeaderFields() {}

  /// A mapping of names to values as complete lines; none where the key is not there.
  static List<String> lines(String file, Fields owner, String key) {
    if (!owner.has(key)) {
      return List.of();
    }
    String wanted = "a mapping of header names to values such as {X-Queue: sales}";
    if (!(owner.required(key, wanted) instanceof Yaml.Mapping mapping)) {
      throw owner.wrong(key, wanted);
    }
    if (mapping.entries().size() > MOST_LINES) {
      throw owner.wrong(key, "at most " + MOST_LINES + " headers");
    }
    Fields headers = Fields.of(file, owner.name(key), mapping, mapping.entries().keySet(), wanted);
    List<String> lines = new ArrayList<>();
    for (String name : mapping.entries().keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw headers.wrong(name, "the name of a header");
      }
      if (name.endsWith("*")) {
        throw headers.wrong(name, "a name without a *, which is part of no header's");
      }
      if (!Passage.isRuled(name)) {
        throw headers.wrong(name, RULED);
      }
      String value = headers.text(name, "a header's value on one line");
      if (value.chars().anyMatch(Character::isISOControl) || value.length() > LONGEST_VALUE) {
        throw headers.wrong(
            name, "a header's value on one line of at most " + LONGEST_VALUE + " characters");
      }
      lines.add(name + ": " + value);
    }
    return lines;
  }

  /// What a rule says of the lines that go one way.
  static HeaderRules rules(String file, Fields headers, String way) {
    Fields fields =
        Fields.of(
            file,
            headers.name(way),
            headers.required(way, EXAMPLE),
            Set.of("pass", "strip", "set"),
            EXAMPLE);
    List<String> lines = lines(file, fields, "set").stream().map(HeaderFields::inLongForm).toList();
    Set<String> seen = new HashSet<>();
    for (String line : lines) {
      seen.add(lower(line.substring(0, line.indexOf(':'))));
    }
    if (seen.size() < lines.size()) {
      throw fields.wrong("set", "each header once, in its long or its compact form");
    }
    return new HeaderRules(
        names(file, fields, "pass", seen), names(file, fields, "strip", seen), lines);
  }

  /// @param seen in lower case, what `set` and the other list have
  private static List<String> names(String file, Fields fields, String key, Set<String> seen) {
    if (!fields.has(key)) {
      return List.of();
    }
    String wanted = "a list of at most " + MOST_NAMES + " names such as [Diversion, X-*]";
    List<Yaml> items = fields.list(key, wanted);
    if (items.size() > MOST_NAMES) {
      throw fields.wrong(key, wanted);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Yaml item = items.get(i);
      String path = fields.name(key) + "[" + i + "]";
      if (!(item instanceof Yaml.Scalar(int _, String text)) || !NAMES.matcher(text).matches()) {
        throw Fields.complaint(
            file, item, path, "the name of a header, or how it begins and a * such as X-*");
      }
      if (!Passage.isRuled(text.endsWith("*") ? text.replace("*", "-any") : text)) {
        throw Fields.complaint(file, item, path, RULED);
      }
      String name = text.endsWith("*") ? text : longForm(text);
      if (!seen.add(lower(name))) {
        throw Fields.complaint(
            file, item, path, "a name that pass, strip and set have only once in all");
      }
      names.add(name);
    }
    return names;
  }

  private static String inLongForm(String line) {
    int colon = line.indexOf(':');
    return longForm(line.substring(0, colon)) + line.substring(colon);
  }

  /// As it was written, but for a name of which there is another form.
  private static String longForm(String name) {
    String spelled = Passage.spelled(name);
    return spelled.equalsIgnoreCase(name) ? name : spelled;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
