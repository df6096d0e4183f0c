package io.switchlog.schemas.journal;

/// A record of the journal. A [Decided] has the aggregate's id as its key, the others have none.
public sealed interface JournalRecord permits TermBegan, Decided, ViewChanged {}
