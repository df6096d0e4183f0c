package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// The INVITE that opens a leg was refused for something that can be mended, and is sent once more:
/// the same dialog in the making, the next number.
///
/// @param leg the called leg
/// @param cseq its CSeq number from here on
/// @param content headers and body as they are now
/// @param status the refusal
public record InviteRepeated(LegId leg, long cseq, Content content, int status)
    implements CallEvent {}
