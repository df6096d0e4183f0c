package io.switchlog.schemas.address;

import io.switchlog.schemas.UserAddress;
import java.util.List;

/// Where a user is reached, as far as the journal had it when this was written: a record of
/// `addresses.bindings`. Nobody decides on it.
///
/// @param bindings none where it is reached nowhere
public record AddressBindings(UserAddress address, List<ContactBinding> bindings) {
  public AddressBindings {
    bindings = List.copyOf(bindings);
  }
}
