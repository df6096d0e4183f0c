package io.switchlog.schemas.event;

import io.switchlog.schemas.address.ContactBinding;
import java.util.List;

/// Bindings hold no more, and no phone has said so.
///
/// @param why what ended them
public record BindingsDropped(Why why, List<ContactBinding> bindings) implements AddressEvent {
  public BindingsDropped {
    bindings = List.copyOf(bindings);
  }

  /// What ends a binding.
  public enum Why {
    /// Its time is over.
    EXPIRED,
    /// The connection that it was made over has ended.
    FLOW_CLOSED,
    /// The edge that had the connection is gone.
    EDGE_LOST
  }
}
