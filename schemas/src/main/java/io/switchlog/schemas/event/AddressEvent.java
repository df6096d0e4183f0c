package io.switchlog.schemas.event;

import io.switchlog.schemas.address.ContactBinding;
import java.util.List;

/// Something that an address of record concluded. Each tells all that holds after it, so that who
/// reads it needs none before: an address lives for as long as its phones register.
public sealed interface AddressEvent extends AggregateEvent
    permits AddressRegistered, BindingsDropped, AddressQuarantined {
  /// The bindings that hold from here on, in the order in which they were made. The timer `expiry`
  /// runs until the first of them is over.
  List<ContactBinding> bindings();
}
