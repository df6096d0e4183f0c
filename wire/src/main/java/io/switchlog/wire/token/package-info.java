/// How a SIP message names its call without a lookup (ARCHITECTURE.md, "The way of a call"): the
/// key of a request outside any dialog, and the signed tokens in all that we mint. Knows strings
/// and bytes only; must not know message classes.
@NullMarked
package io.switchlog.wire.token;

import org.jspecify.annotations.NullMarked;
