package io.switchlog.schemas.topic;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.journal.AggregateKind;
import org.jspecify.annotations.Nullable;

/// A log that call control decides on: an inbox, the journal of what was decided of it, and where
/// reading that journal may begin. Each has owners, terms and places of its own; the kinds of
/// aggregates tell which log theirs is.
public enum Log {
  /// Calls, and what they meet in.
  CALLS(0, "call-control"),
  /// Addresses of record: a storm of registrations is no call's delay.
  ADDRESSES(1, "address-control");

  private final int code;
  private final String group;

  Log(int code, String group) {
    this.code = code;
    this.group = group;
  }

  /// The log of an aggregate.
  public static Log of(AggregateId id) {
    return switch (AggregateKind.of(id)) {
      case CALL, PARK_SLOT -> CALLS;
      case ADDRESS -> ADDRESSES;
    };
  }

  /// The log that a number stands for; null for none.
  public static @Nullable Log ofCode(int code) {
    for (Log log : values()) {
      if (log.code == code) {
        return log;
      }
    }
    return null;
  }

  /// What stands for it in a few bytes, for ever the same: 0 to 127.
  public int code() {
    return code;
  }

  /// The consumer group of those that decide: its committed offset in an inbox partition says up to
  /// where the journal is complete.
  public String group() {
    return group;
  }

  /// What there is to decide.
  public Topic inbox() {
    return switch (this) {
      case CALLS -> Topics.CALLS_INBOX;
      case ADDRESSES -> Topics.ADDRESSES_INBOX;
    };
  }

  /// What was decided.
  public Topic journal() {
    return switch (this) {
      case CALLS -> Topics.CALLS_JOURNAL;
      case ADDRESSES -> Topics.ADDRESSES_JOURNAL;
    };
  }

  /// Where reading the journal may begin.
  public Topic floors() {
    return switch (this) {
      case CALLS -> Topics.CALLS_FLOORS;
      case ADDRESSES -> Topics.ADDRESSES_FLOORS;
    };
  }
}
