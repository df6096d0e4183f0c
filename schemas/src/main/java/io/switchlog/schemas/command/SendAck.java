package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// Acknowledge a 2xx to an INVITE. The edge resends the ACK whenever that 2xx comes again (RFC 3261
/// section 13.2.2.4).
///
/// @param inviteBranch the branch of the INVITE that was answered
/// @param toTag the To-tag of the 2xx
/// @param request the ACK
public record SendAck(
    CallId call, LegId leg, String inviteBranch, String toTag, RequestPattern request)
    implements EdgeCommand {}
