/// Call flows as people draw them. Knows times, parties and texts; must not know any protocol.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.ladder;
