package io.switchlog.schemas.event;

/// Why a call ended.
public enum EndCause {
  /// A party hung up an answered call.
  NORMAL,
  /// The caller gave up before an answer.
  CANCELLED,
  /// The called party was busy.
  BUSY,
  /// The called party or a rule refused.
  REJECTED,
  /// Nobody answered in time.
  NO_ANSWER,
  /// No rule matches, or the called party does not exist.
  NOT_FOUND,
  /// The called party could not be reached.
  UNAVAILABLE,
  /// No media node could carry the audio, or it fell silent.
  MEDIA_FAILED,
  /// The call lasted as long as the routing table lets it.
  MAX_DURATION,
  /// A party did what the protocol does not allow, or left out what it asks for.
  PROTOCOL_ERROR,
  /// A node died that the call could not do without.
  NODE_LOST,
  /// Nobody refreshed a leg's session in time.
  SESSION_EXPIRED,
  /// The leg went on in another call.
  HANDED_OVER,
  /// The call's own history is impossible: a bug.
  INTERNAL_ERROR
}
