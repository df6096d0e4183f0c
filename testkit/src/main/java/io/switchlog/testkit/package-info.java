/// What tests of the platform are made of: virtual time, an emulated network, scripted phones, call
/// flow ladders. Knows the protocols and the bus vocabulary; must not know any node.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit;
