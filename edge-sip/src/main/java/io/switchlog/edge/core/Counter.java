package io.switchlog.edge.core;

/// What a core counts, from its start.
public enum Counter {
  /// Messages handed to the core.
  RECEIVED,
  /// Messages sent, resends included.
  SENT,
  /// Bytes that are no SIP message, whether answered or dropped.
  MALFORMED,
  /// Messages dropped without an answer: malformed ones that cannot be answered, responses to
  /// nobody, ACKs without a call.
  DROPPED,
  /// Requests answered with a failure by the edge itself, without the bus.
  REFUSED,
  /// Requests in a dialog whose token is missing or not ours (481).
  FOREIGN_DIALOG,
  /// OPTIONS answered.
  OPTIONS_ANSWERED,
  /// Repeats of requests, ACKs, CANCELs and responses that went no further.
  RETRANSMISSIONS_ABSORBED,
  /// Requests of ours that were sent again.
  REQUESTS_RESENT,
  /// 2xx of ours that were sent again for want of an ACK.
  ANSWERS_RESENT,
  /// Commands carried out.
  COMMANDS_DONE,
  /// Commands whose id was known.
  COMMANDS_REPEATED,
  /// Commands past their deadline.
  COMMANDS_LATE,
  /// Commands that no longer had anything to act on.
  COMMANDS_MOOT,
  /// Facts handed to the bus.
  FACTS_PUBLISHED,
  /// Facts that the node keeps at the moment because the bus does not have them yet; this and the
  /// next three are the node's, and stand still in a core.
  FACTS_KEPT,
  /// What these take, in bytes.
  FACTS_KEPT_BYTES,
  /// How often a fact was said again.
  FACTS_SAID_AGAIN,
  /// Facts that were lost for want of room, or that the bus would never take.
  FACTS_DROPPED,
  /// Facts that the bus did not get: their senders were told, or there was no room to keep them.
  FACTS_LOST,
  /// Messages passed over as if they had been lost on the way, for want of room for their facts.
  NO_ROOM,
  /// Transactions answered by the edge because the bus did not take their facts in time.
  ANSWERED_ALONE,
  /// Requests answered 503 because the bus was away or the edge is draining.
  UNAVAILABLE,
  /// Requests that were asked who makes them.
  CHALLENGED,
  /// Requests whose answer to that was wrong: of a user that there is not, or with another
  /// password.
  WRONG_PASSWORDS,
  /// Messages of sources that are not served.
  DENIED,
  /// Messages of sources that are banned.
  BANNED,
  /// Requests of scanners, by what they call themselves.
  SCANNERS,
  /// Messages of sources that asked for more than they may, refused or passed over.
  TOO_MANY,
  /// Requests refused or passed over because too many others are under way or remembered.
  FULL,
  /// Messages passed over because the loop that owns their call had too many to read.
  OVERRUN,
  /// Datagrams lost because the system took none, and too many waited for it. The node's, and
  /// stands still in a core.
  DATAGRAMS_DROPPED,
  /// How often a loop was late by a second or more, so that new calls were refused for a while.
  LATE,
  /// How late call control reads the partition of its inbox that it reads latest, in milliseconds,
  /// resolved to half a second. The node's, and stands still in a core.
  INBOX_LATE_MILLIS,
  /// Names that the domain name system was asked for.
  NAMES_ASKED,
  /// What it did not answer.
  NAMES_FAILED,
  /// Requests that were not sent because their target is none that this edge may send to.
  EGRESS_DENIED,
  /// Requests that went to another place because the one before did not take them.
  FAILED_OVER,
  /// Requests that no transport could send.
  TRANSPORT_FAILURES
}
