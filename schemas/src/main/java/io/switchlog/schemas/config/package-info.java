/// Configuration as it is written into the log: versioned, complete, validated before it is
/// written.
@NullMarked
package io.switchlog.schemas.config;

import org.jspecify.annotations.NullMarked;
