package io.switchlog.schemas.event;

import io.switchlog.schemas.address.ContactBinding;
import java.util.List;

/// The address's history is impossible, which is a bug. It has no bindings until its phones
/// register again.
///
/// @param detail what did not fit
public record AddressQuarantined(String detail) implements AddressEvent {
  @Override
  public List<ContactBinding> bindings() {
    return List.of();
  }
}
