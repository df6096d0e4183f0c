package io.switchlog.control.core.partition;

/// A place in a journal partition from which a reader may begin.
///
/// @param offset the record's offset
/// @param term the term that it belongs to
/// @param number its number; a reader that begins here has seen the one before
record Place(long offset, long term, long number) {}
