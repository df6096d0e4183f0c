/// What follows from an input: tables, one a state of a leg, each an arrow switch over all that can
/// reach it; the plans that lead a call; and one driver.
///
///     CallTable ──> LegTable ──> CallingLeg, DialingLeg, TalkingLeg, LeavingLeg, GoneLeg ──┐
///        │                                                                              │
///        ├──> Offering, RingPlan, BuiltInPlan, MediaTable ────────────────────────────────┤
///        │                                                                              v
///        └──> Consequences                         rules that many use, and [Turn], which tells events
///
/// Arrows go one way: no class is reached from what it calls (`ArchitectureTest`).
@NullMarked
package io.switchlog.control.core.call.decide;

import org.jspecify.annotations.NullMarked;
