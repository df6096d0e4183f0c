/// Where users are reached: what of it stands in events, in messages and in `addresses.bindings`.
@NullMarked
package io.switchlog.schemas.address;

import org.jspecify.annotations.NullMarked;
