package io.switchlog.schemas.journal;

import java.time.Instant;

/// The head of every record of the journal. [ReadingRule] says from it whether the record counts.
///
/// @param term which owner of the partition wrote it, counted from 1
/// @param number counted from 1 over all records of the partition that count, without gaps; 0 in a
///   [TermBegan], which has none
/// @param at the broker's append time of the input decided: `now` in the decision; in a [TermBegan]
///   the owner's clock, for people
public record JournalHead(long term, long number, Instant at) {}
