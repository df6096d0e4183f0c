/// The media node: its configuration and its main class, which alone sees the core and all doors.
/// Must not know SIP, nor what call control wants a plan for.
@NullMarked
package io.switchlog.media;

import org.jspecify.annotations.NullMarked;
