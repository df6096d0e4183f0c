package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// Cancel an INVITE of ours (RFC 3261 section 9.1). The edge waits for a provisional response
/// before it sends; where it does not hold the INVITE it sends at once.
///
/// @param request the CANCEL: Request-URI, branch, Call-ID, From, To, CSeq number and Route are the
///   INVITE's
public record SendCancel(CallId call, LegId leg, RequestPattern request) implements LegCommand {}
