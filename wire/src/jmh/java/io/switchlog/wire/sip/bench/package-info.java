/// What the message layer costs. Run by hand, never by the test run; results live in
/// docs/performance.md.
@NullMarked
package io.switchlog.wire.sip.bench;

import org.jspecify.annotations.NullMarked;
