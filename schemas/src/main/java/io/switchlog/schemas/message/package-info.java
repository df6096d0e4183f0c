/// What aggregates say to each other: each message is a record of the inbox of the one that it is
/// for (`MessageArrived`), and stands in the decision of the one that said it (`Posted`), from
/// where it leaves once the journal has it. Must not know how either decides.
@NullMarked
package io.switchlog.schemas.message;

import org.jspecify.annotations.NullMarked;
