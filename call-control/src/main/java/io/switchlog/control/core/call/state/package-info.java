/// The conditions that a call, its legs, its media and its open requests are in, and no way from
/// one to the next but `with…`. Knows no decision, fold or command.
@NullMarked
package io.switchlog.control.core.call.state;

import org.jspecify.annotations.NullMarked;
