package io.switchlog.schemas.event;

import io.switchlog.schemas.address.ContactBinding;
import java.util.List;

/// A user's address has answered: its phones are rung, those of one preference together, the
/// preferred ones first.
///
/// @param bindings where it is reached; one at least
public record UserFound(List<ContactBinding> bindings) implements CallEvent {
  public UserFound {
    bindings = List.copyOf(bindings);
  }
}
