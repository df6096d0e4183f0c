/// The fold: what each event makes true. Refuses nothing; an event that does not follow from its
/// state is a bug ([io.switchlog.control.core.aggregate.ImpossibleHistory]).
@NullMarked
package io.switchlog.control.core.call.evolve;

import org.jspecify.annotations.NullMarked;
