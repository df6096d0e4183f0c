package io.switchlog.control.core.partition;

import io.switchlog.schemas.AggregateId;
import org.jspecify.annotations.Nullable;

/// An aggregate as it is held between inputs: the fold of its events and how far it got. One object
/// is replaced as a whole, so that a decision that fails half-way leaves the one before.
///
/// @param id its id
/// @param life the inbox offset of the input that this life of the id began with
/// @param state the fold of its events; where there is a fault, of those before it
/// @param number the number of its last event
/// @param mark the offset of the last input that was decided for it
/// @param began where its first decision stands in the journal
/// @param trail where all of them stand there
/// @param posted how many messages it has sent to others
/// @param heard which of theirs it has taken
/// @param fault why an event of its could not be folded, null for none
record Live<S>(
    AggregateId id,
    long life,
    S state,
    long number,
    long mark,
    Place began,
    Trail trail,
    long posted,
    Heard heard,
    @Nullable String fault) {}
