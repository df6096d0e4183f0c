package io.switchlog.wire.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters after semicolons, of a header field or of a URI, in the order and spelling in which
/// they came. Names are compared without case.
public final class Params {
  /// No parameter at all.
  public static final Params NONE = new Params(new String[0]);

  /// More is refused: comparing two lists takes time with their product, and a peer chooses both.
  static final int MAX = 128;

  /// Name, raw value, name, raw value…; the value is null where the parameter has none.
  private final @Nullable String[] pairs;

  private Params(@Nullable String[] pairs) {
    this.pairs = pairs;
  }

  /// Reads `;name=value` until something else comes. Values keep their quotes in the raw form.
  static Params parse(Cursor cursor) {
    if (cursor.skipLws().peek() != ';') {
      return NONE;
    }
    @Nullable String[] pairs = new String[8];
    int count = 0;
    while (cursor.take(';')) {
      if (count == 2 * MAX) {
        throw cursor.malformed("at most " + MAX + " parameters");
      }
      if (count == pairs.length) {
        pairs = Arrays.copyOf(pairs, count * 2);
      }
      pairs[count] = cursor.token("a parameter name");
      if (cursor.take('=')) {
        pairs[count + 1] =
            switch (cursor.peek()) {
              case '"' -> cursor.quoted();
              case '[' -> cursor.host("a host");
              default -> cursor.run(Ascii.VALUE, "a parameter value");
            };
      }
      count += 2;
    }
    return new Params(Arrays.copyOf(pairs, count));
  }

  static Params ofPairs(List<@Nullable String> pairs) {
    return pairs.isEmpty() ? NONE : new Params(pairs.toArray(new String[0]));
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /// Whether the parameter is there, with or without a value.
  public boolean has(String name) {
    return find(name) >= 0;
  }

  /// The value without quotes; null where the parameter is absent or has no value.
  public @Nullable String get(String name) {
    String raw = raw(name);
    return raw == null ? null : Quoting.unquote(raw);
  }

  /// The value as it came, quotes included; null where the parameter is absent or has no value.
  public @Nullable String raw(String name) {
    int at = find(name);
    return at < 0 ? null : pairs[at + 1];
  }

  /// The names in their order and spelling.
  public List<String> names() {
    List<String> names = new ArrayList<>(pairs.length / 2);
    for (int i = 0; i < pairs.length; i += 2) {
      names.add(String.valueOf(pairs[i]));
    }
    return names;
  }

  /// A copy with this parameter set, in its old place or at the end. A value that is no token is
  /// quoted by the caller, see [#quoted(String)]. Null stands for a parameter without a value.
  public Params with(String name, @Nullable String rawValue) {
    int at = find(name);
    @Nullable String[] copy = Arrays.copyOf(pairs, at < 0 ? pairs.length + 2 : pairs.length);
    if (at < 0) {
      at = pairs.length;
      copy[at] = name;
    }
    copy[at + 1] = rawValue;
    return new Params(copy);
  }

  /// A copy without this parameter.
  public Params without(String name) {
    if (find(name) < 0) {
      return this;
    }
    List<@Nullable String> rest = new ArrayList<>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (!name.equalsIgnoreCase(pairs[i])) {
        rest.add(pairs[i]);
        rest.add(pairs[i + 1]);
      }
    }
    return ofPairs(rest);
  }

  /// The text as a quoted string, for use as a raw value.
  public static String quoted(String text) {
    return Quoting.quote(text);
  }

  void writeTo(StringBuilder text) {
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(';').append(pairs[i]);
      if (pairs[i + 1] != null) {
        text.append('=').append(pairs[i + 1]);
      }
    }
  }

  private int find(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (name.equalsIgnoreCase(pairs[i])) {
        return i;
      }
    }
    return -1;
  }

  /// Equal in names, values and order, as written.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Params params && Arrays.equals(pairs, params.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }

  /// As on the wire, each parameter with its semicolon.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    writeTo(text);
    return text.toString();
  }
}
