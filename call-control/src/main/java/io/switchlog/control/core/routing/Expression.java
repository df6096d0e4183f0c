package io.switchlog.control.core.routing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A regular expression of a routing rule, in the syntax of RE2. Its engine never goes back, so a
/// match costs at most the length of the text times the size of the expression, the same on every
/// machine; what would need going back - look-around, back references - it does not have.
public final class Expression {
  private final Pattern pattern;

  private Expression(Pattern pattern) {
    this.pattern = pattern;
  }

  /// An expression, or what is wrong with its text.
  ///
  /// @param expression null where it is wrong
  /// @param fault what would be right, to stand behind "expected"; empty where it is right
  public record Read(@Nullable Expression expression, String fault) {}

  /// Reads an expression.
  public static Read read(String text) {
    if (text.contains("&&")) {
      return wrong("sets without &&: one that names its characters, such as [a-ce-z]");
    }
    if (ExpressionSize.isTooLarge(text)) {
      return wrong(
          "at most "
              + ExpressionSize.LARGEST
              + " characters with its repetitions written out, and groups at most "
              + ExpressionSize.DEEPEST
              + " deep: several rules, or a shorter expression");
    }
    try {
      return new Read(new Expression(Pattern.compile(text)), "");
    } catch (PatternSyntaxException e) {
      return wrong(remedy(e));
    }
  }

  private static Read wrong(String expected) {
    return new Read(null, expected);
  }

  private static String remedy(PatternSyntaxException e) {
    String part = e.getPattern();
    if (part.startsWith("(?=")
        || part.startsWith("(?!")
        || part.startsWith("(?<=")
        || part.startsWith("(?<!")) {
      return "no look-ahead or look-behind: a rule for the exception before this one";
    }
    if (part.matches("\\\\[1-9k].*")) {
      return "no back reference: a rule for each case";
    }
    if (part.startsWith("(?>") || part.matches("[*+?}].*\\+")) {
      return "no atomic group or possessive repetition: a plain one, which costs no more here";
    }
    return "a regular expression for the called user such as 2(\\d+) ("
        + e.getDescription()
        + (part.isEmpty() ? "" : ": " + part)
        + ")";
  }

  /// How many groups it has.
  public int groups() {
    return pattern.groupCount();
  }

  /// The groups of a text that matches as a whole, from 0, the text itself; one that took no part
  /// is empty. Null where the text does not match.
  String @Nullable [] match(String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String[] groups = new String[matcher.groupCount() + 1];
    for (int i = 0; i < groups.length; i++) {
      String group = matcher.group(i);
      groups[i] = group == null ? "" : group;
    }
    return groups;
  }
}
