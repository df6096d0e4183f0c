package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.Destination;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A party is called: opens the leg with an INVITE.
///
/// @param leg the new leg
/// @param edge the edge that sends it
/// @param uri the Request-URI
/// @param destination the next hop
/// @param localParty our From, without tag
/// @param remoteParty our To
/// @param maxForwards how many hops it may go
/// @param content headers and body of the INVITE
/// @param ringUntil arms the timer `ring`, which bears the leg's number where it is not leg 2
/// @param credentials the name of what answers the party's challenges; null: nothing does
public record LegDialed(
    LegId leg,
    NodeId edge,
    String uri,
    Destination destination,
    String localParty,
    String remoteParty,
    int maxForwards,
    Content content,
    Instant ringUntil,
    @Nullable String credentials)
    implements CallEvent {}
