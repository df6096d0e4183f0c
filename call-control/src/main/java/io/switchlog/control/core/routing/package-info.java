/// Where a call goes: the first rule of the routing table whose expression matches. Must not know
/// SIP or calls.
@NullMarked
package io.switchlog.control.core.routing;

import org.jspecify.annotations.NullMarked;
