package io.switchlog.schemas.event;

import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import java.util.List;

/// A phone has made, refreshed or taken back bindings, and is answered 200 (RFC 3261 section 10.3).
///
/// @param address whose they are
/// @param request its REGISTER
/// @param user who has proved by a password to be it; empty: the source is trusted without
public record AddressRegistered(
    UserAddress address, PeerRequest request, String user, List<ContactBinding> bindings)
    implements AddressEvent {
  public AddressRegistered {
    bindings = List.copyOf(bindings);
  }
}
