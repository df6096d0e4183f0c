/// Deciding recorded calls again with this build and comparing the journal (ARCHITECTURE.md,
/// "Evidence"). The comparison is pure; the reader knows Kafka. Must not know how calls are
/// decided.
@NullMarked
package io.switchlog.control.replay;

import org.jspecify.annotations.NullMarked;
