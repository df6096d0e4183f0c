/// Session Traversal Utilities for NAT (RFC 5389), as far as it keeps a way open (RFC 5626 section
/// 3.5.2).
@NullMarked
package io.switchlog.wire.stun;

import org.jspecify.annotations.NullMarked;
