/// Telephone sound as numbers: 8,000 samples a second, 16 bits. Knows how to make, to code and to
/// measure it; must not know packets or calls.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.sound;
