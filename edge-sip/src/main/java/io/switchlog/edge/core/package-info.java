/// What an edge does with messages and commands, as a pure machine: one [EdgeCore] for each event
/// loop, told the time and what came, answering through [Effects]. Knows SIP messages, transactions
/// and the vocabulary of the bus. Must not know sockets, Kafka, threads, clocks, randomness or
/// logs.
@NullMarked
package io.switchlog.edge.core;

import org.jspecify.annotations.NullMarked;
