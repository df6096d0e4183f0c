/// Java records to Avro and back. The records are the single source: their Avro schemas are
/// derived, committed under `src/main/avro` for readers in other languages, and compared with the
/// derived ones in the tests. Single-object encoding; a record written by another version is
/// resolved against its writer's schema. Knows Avro and reflection, and nothing of what the records
/// mean.
@NullMarked
package io.switchlog.schemas.codec;

import org.jspecify.annotations.NullMarked;
