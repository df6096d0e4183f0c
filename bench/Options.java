import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The options of a program of the bench, `--name value` each, with their defaults.
final class Options {
  private final Map<String, String> values;

  Options(Map<String, String> defaults) {
    this.values = new TreeMap<>(defaults);
  }

  /// Takes the options of a command line. Ends the program where one is not known, and after `--help`.
  ///
  /// @param from where they begin
  void read(String[] arguments, int from) {
    List<String> given = Arrays.asList(arguments).subList(from, arguments.length);
    if (given.contains("--help") || given.contains("-h")) {
      System.out.println("options, each with a value, and their defaults:");
      values.forEach((name, value) -> System.out.printf("  --%-14s %s%n", name, value.isEmpty() ? "(none)" : value));
      System.exit(0);
    }
    for (int i = 0; i < given.size(); i += 2) {
      String name = given.get(i).replaceFirst("^--", "");
      if (!values.containsKey(name) || i + 1 == given.size()) {
        System.err.println("bench: expected one of --" + String.join(", --", values.keySet()) + ", each with a value, found "
            + given.get(i) + "; defaults: " + values);
        System.exit(2);
      }
      values.put(name, given.get(i + 1));
    }
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /// The value, or another where none was given.
  String text(String name, String otherwise) {
    return text(name).isEmpty() ? otherwise : text(name);
  }

  /// The same with another value of one.
  Options with(String name, String value) {
    Options changed = new Options(values);
    changed.values.put(name, value);
    return changed;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  /// A list of numbers, `100,250`.
  List<Integer> numbers(String name) {
    return Arrays.stream(text(name).split(",")).filter(each -> !each.isBlank()).map(Integer::valueOf).toList();
  }

  /// All ports lie above the one of `--port`, so that two benchmarks do not meet.
  int port(int above) {
    return number("port") + above;
  }
}
