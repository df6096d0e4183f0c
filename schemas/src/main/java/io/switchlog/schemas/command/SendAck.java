package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// Acknowledge a final response to an INVITE: a 2xx, or a failure whose transaction no edge has any
/// more. The edge resends the ACK whenever that response comes again (RFC 3261 sections 13.2.2.4
/// and 17.1.1.3).
///
/// @param inviteBranch the branch of the INVITE that was answered
/// @param toTag the To-tag of the response
/// @param request the ACK
public record SendAck(
    CallId call, LegId leg, String inviteBranch, String toTag, RequestPattern request)
    implements LegCommand {}
