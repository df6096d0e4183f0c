package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.wire.sip.Replaces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An INVITE outside a dialog, read.
///
/// @param request what its answers need
/// @param dialog the dialog it opens
/// @param uri the Request-URI
/// @param calledUser its user part, escapes resolved; the number of a tel URI; else empty
/// @param maxForwards hops left before us; 70 where it says none
/// @param content what crosses, where no rule says otherwise
/// @param unsupported the extensions it requires and we do not have
/// @param describesSession whether its body, if it has one, is a session description
/// @param hasContact whether it says where its dialog's requests go
/// @param secretKey the id of the cluster's key under which it has its call's id; null for none
/// @param replaces the dialog whose place it wants to take; null for none
/// @param replacesWrongly whether it names one that cannot be read, or several
public record Invitation(
    PeerRequest request,
    PeerDialog dialog,
    String uri,
    String calledUser,
    int maxForwards,
    Content content,
    List<String> unsupported,
    boolean describesSession,
    boolean hasContact,
    @Nullable String secretKey,
    @Nullable Replaces replaces,
    boolean replacesWrongly) {
  public Invitation {
    unsupported = List.copyOf(unsupported);
  }
}
