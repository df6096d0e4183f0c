/// The whole platform in virtual time on one thread, from one seed: the real cores of edges, call
/// control and media nodes between scripted phones, with an emulated network and a simulated bus that
/// lose, delay and kill. What must hold whatever happens is in [Verdict].
///
///     phones ~~network~~ SimulatedEdge ──> SimulatedBus ──> SimulatedControl (partitions)
///                              ^                ^  │               │
///                              └────────────────┼──┴── commands <──┘
///                        SimulatedMedia <───────┘
@org.jspecify.annotations.NullMarked
package io.switchlog.switchlog.simulation;
