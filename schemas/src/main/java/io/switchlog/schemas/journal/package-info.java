/// The journal: the system of record. What an owner of a partition decided, one record a decision,
/// and the rule by which a reader knows what counts (docs/adr/0007, 0008). Must not know how it is
/// decided.
@NullMarked
package io.switchlog.schemas.journal;

import org.jspecify.annotations.NullMarked;
