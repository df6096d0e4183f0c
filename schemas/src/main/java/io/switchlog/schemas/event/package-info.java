/// What aggregates concluded: the records of `calls.journal`. An event says enough for the call to
/// be folded from its events and for the commands that follow from it to be derived again; nothing
/// in it is looked up later. Must not know how either is done.
@NullMarked
package io.switchlog.schemas.event;

import org.jspecify.annotations.NullMarked;
