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

  /// Whether no beginning of a term has counted yet, of a journal whose beginning is gone.
  private boolean adopting;

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

  /// A reader of a journal whose beginning is gone: until a term begins it takes the highest that
  /// it is shown for the current one, and what it is shown of it first for the first that counts.
  ///
  /// @param least a term that has been, as far as is known: the next one is higher
  public static ReadingRule afterLoss(long least) {
    ReadingRule rule = new ReadingRule(least, UNKNOWN);
    rule.adopting = true;
    return rule;
  }

  /// Whether the next record counts; if so it is the last from now on.
  public boolean counts(JournalHead head, JournalRecord body) {
    return counts(head, body instanceof TermBegan);
  }

  /// As above, where only the head was read.
  ///
  /// @param begins whether the record is a [TermBegan]
  public boolean counts(JournalHead head, boolean begins) {
    if (adopting && head.term() > term) {
      term = begins ? head.term() - 1 : head.term();
      number = begins ? number : UNKNOWN;
    }
    if (number == UNKNOWN && !begins && head.term() == term) {
      number = head.number() - 1;
    }
    if (begins) {
      if (head.term() != term + 1) {
        return false;
      }
      term = head.term();
      adopting = false;
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
    return term;
  }

  /// The number of the last record that counted, 0 before the first.
  public long number() {
    return Math.max(0, number);
  }
}
