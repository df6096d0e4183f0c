package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg whose place an INVITE is to take (RFC 3891), in the call that it is of.
///
/// @param leg of which the INVITE knows our tag
/// @param callIdHeader the Call-ID of its dialog
/// @param peerTag the tag of its peer
/// @param earlyOnly whether only while it is not answered
public record ReplacedDialog(LegId leg, String callIdHeader, String peerTag, boolean earlyOnly) {}
