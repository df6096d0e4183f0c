/// The park slot: a place with a name in which one call at a time is parked. It knows who is there,
/// and no more: what a parked call is, and how somebody fetches it, are the calls' business, which
/// ask and are told by messages.
@NullMarked
package io.switchlog.control.core.slot;

import org.jspecify.annotations.NullMarked;
