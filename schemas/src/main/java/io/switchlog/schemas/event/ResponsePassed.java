package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// The final response to a request that was passed on goes back.
///
/// @param leg the leg that answered
/// @param cseq the CSeq number of our request
/// @param asker the leg whose request it was
/// @param request the request that is answered with it
/// @param status 200 to 699, as the asking leg gets it
/// @param reason the reason phrase
/// @param refreshedTarget the answering side's new remote target, null for none
/// @param content what crosses
/// @param acknowledged for a 2xx to an INVITE: whether our ACK leaves at once
/// @param offered the audio of an offer that came in the 2xx, null for none
/// @param uuid what the leg that answered goes by, as in [PeerRequest]
public record ResponsePassed(
    LegId leg,
    long cseq,
    LegId asker,
    PeerRequest request,
    int status,
    String reason,
    @Nullable String refreshedTarget,
    Content content,
    boolean acknowledged,
    @Nullable Audio offered,
    @Nullable String uuid)
    implements CallEvent {}
