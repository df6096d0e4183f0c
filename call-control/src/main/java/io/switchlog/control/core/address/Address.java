package io.switchlog.control.core.address;

import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.address.ContactBinding;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// What an address of record is between inputs. One without bindings is forgotten at once.
///
/// @param bindings in the order in which they were made
/// @param generation of the timer that runs until the first of them is over
/// @param since when the last of its events was
public record Address(List<ContactBinding> bindings, long generation, Instant since)
    implements AggregateState {
  public Address {
    bindings = List.copyOf(bindings);
  }

  /// Where nobody has registered.
  static Address unknown(Instant now) {
    return new Address(List.of(), 0, now);
  }

  boolean isEmpty() {
    return bindings.isEmpty();
  }

  /// When the first binding is over.
  Instant firstExpiry() {
    return bindings.stream()
        .map(ContactBinding::expires)
        .min(Comparator.naturalOrder())
        .orElse(since);
  }

  /// The bindings that still hold, whatever the timer does.
  List<ContactBinding> holding(Instant now) {
    return without(binding -> !binding.expires().isAfter(now));
  }

  List<ContactBinding> without(Predicate<ContactBinding> over) {
    return bindings.stream().filter(over.negate()).toList();
  }

  /// Whether a binding ends with a connection: its phone cannot be called by another one.
  static boolean isConnected(ContactBinding binding) {
    Flow flow = binding.flow();
    return !flow.connection().isEmpty();
  }
}
