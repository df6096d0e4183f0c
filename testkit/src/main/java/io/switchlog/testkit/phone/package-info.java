/// Phones that follow a script and check what they are told. They share message syntax with the
/// platform (`wire.sip`, `wire.sdp`) but no state machine: transactions and dialogs are written
/// here a second time, so that a mistake in the platform's is not repeated by its witness.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.phone;
