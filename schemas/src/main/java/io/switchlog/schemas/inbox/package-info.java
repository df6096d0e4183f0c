/// What can happen to a call or to a partition's view of the world: the records of `calls.inbox`.
/// Everything call control decides on is one of these (ARCHITECTURE.md, "The way of a call"). Must
/// not know how it is decided on.
@NullMarked
package io.switchlog.schemas.inbox;

import org.jspecify.annotations.NullMarked;
