package io.switchlog.schemas;

import java.time.Instant;

/// The head of every fact: who saw it, the how-manieth thing it saw, and its clock at that moment.
/// The order that counts is the inbox's; the clock is for people.
///
/// @param node the node that published the record
/// @param incarnation the node's start time in milliseconds since the epoch; tells one life of a
///   node from the next
/// @param sequence counted from 1 within the incarnation
/// @param clock the node's clock when it saw what the fact tells
public record Origin(NodeId node, long incarnation, long sequence, Instant clock) {}
