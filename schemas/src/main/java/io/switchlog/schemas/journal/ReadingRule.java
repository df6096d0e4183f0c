package io.switchlog.schemas.journal;

/// Which records of a journal partition count. Every reader applies it, from the first record on or
/// from a place whose term and number it knows:
///
/// - a [TermBegan] counts if its term is the next one: of two owners that claim a term the first
///   has it, and one that was stalled cannot silence its successor;
/// - any other record counts if its term is the current one and its number follows the last: what
///   an owner writes after another has begun is void, and a hole is never read over.
///
/// ```
///   A: began 1 | 1 | 2 |                     | 3 (void: term 2 has begun)
///   B:                 | began 2 | 3 | 4 |
/// ```
public final class ReadingRule {
  private static final long UNKNOWN = -1;

  private long term;
  private long number;

  /// A reader that begins with the first record.
  public ReadingRule() {
    this(0, 0);
  }

  /// A reader that begins in the middle.
  ///
  /// @param term the term there
  /// @param number the number of the last record that counted before
  public ReadingRule(long term, long number) {
    this.term = term;
    this.number = number;
  }

  /// A reader of a journal whose beginning is gone: it takes what it is shown first for the first
  /// that counts.
  public static ReadingRule afterLoss() {
    return new ReadingRule(UNKNOWN, UNKNOWN);
  }

  /// Whether the next record counts; if so it is the last from now on.
  public boolean counts(JournalHead head, JournalRecord body) {
    return counts(head, body instanceof TermBegan);
  }

  /// As above, where only the head was read.
  ///
  /// @param begins whether the record is a [TermBegan]
  public boolean counts(JournalHead head, boolean begins) {
    if (term == UNKNOWN) {
      term = begins ? head.term() - 1 : head.term();
    }
    if (number == UNKNOWN && !begins && head.term() == term) {
      number = head.number() - 1;
    }
    if (begins) {
      if (head.term() != term + 1) {
        return false;
      }
      term = head.term();
      return true;
    }
    if (term == 0 || head.term() != term || head.number() != number + 1) {
      return false;
    }
    number = head.number();
    return true;
  }

  /// The current term, 0 before the first.
  public long term() {
    return Math.max(0, term);
  }

  /// The number of the last record that counted, 0 before the first.
  public long number() {
    return Math.max(0, number);
  }
}
