package io.switchlog.control.core.routing;

/// A text that lets itself be read only so often, so that an expression which backtracks without
/// end is given up instead of holding its partition. The count depends on expression and text
/// alone.
final class MeteredText implements CharSequence {
  private static final int READS = 200_000;

  private final String text;
  private final int[] readsLeft;

  MeteredText(String text) {
    this(text, new int[] {READS});
  }

  private MeteredText(String text, int[] readsLeft) {
    this.text = text;
    this.readsLeft = readsLeft;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (--readsLeft[0] < 0) {
      throw new Exhausted();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new MeteredText(text.substring(start, end), readsLeft);
  }

  @Override
  public String toString() {
    return text;
  }

  /// The text was read too often.
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("an expression read its text more than " + READS + " times", null, false, false);
    }
  }
}
