package io.switchlog.schemas.message;

/// What an address of record is told by another aggregate.
public sealed interface AddressMessage extends Message {

  /// A call wants to know where the user is reached. Answered by [CallMessage.BindingsTold].
  record BindingsWanted() implements AddressMessage {}
}
