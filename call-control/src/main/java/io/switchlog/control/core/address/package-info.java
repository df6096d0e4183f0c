/// Where users are reached: the registrar of RFC 3261 section 10.3, and who asks it. Knows no call.
///
///     REGISTER ──> Registration (what it asks) ──> Registrar (what the rules say) ──> AddressRegistered
///                                                         └── refused, or only asked ──> an answer, and nothing else
@NullMarked
package io.switchlog.control.core.address;

import org.jspecify.annotations.NullMarked;
