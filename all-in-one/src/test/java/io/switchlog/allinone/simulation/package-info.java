/// The whole platform in virtual time on one thread, from one seed: the real cores of edges, call
/// control and media nodes between scripted phones, with an emulated network and a simulated bus that
/// lose, delay and kill. What must hold whatever happens is in [Verdict].
///
///     phones ~~network~~ SimulatedEdge ──> SimulatedBus ──> SimulatedControl ──> SimulatedTask
///                              ^                ^  │               │ │    (one a partition)
///                              └── CommandLine ─┼──┘    timers <───┘ │
///                        SimulatedMedia <───────┘                    v
///                              ^                  SimulatedClient ──> Leaders ──> SimulatedBus
///                              └── commands ───────────────────────────┘
///
/// Real are the machine and the ledger of a partition, how it is succeeded to, the voices and what
/// an owner makes of the bus's answers; the edges' and media nodes' cores with their kept facts and
/// the gate against old terms; the codec, where two builds differ; the replay. Modelled are Kafka's
/// clients and brokers and what Kafka Streams does: who owns which partition, when a thread commits,
/// and that one fault a thread is thrown in whichever task sends next.
@org.jspecify.annotations.NullMarked
package io.switchlog.allinone.simulation;
