/// A network with the faults of a real one, repeatable from a seed. Knows bytes and addresses; must
/// not know what is in a packet.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.net;
