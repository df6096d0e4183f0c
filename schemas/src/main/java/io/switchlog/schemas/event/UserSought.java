package io.switchlog.schemas.event;

import io.switchlog.schemas.UserAddress;
import java.time.Instant;

/// The caller wants a user, whose address is asked where it is reached.
///
/// @param answerBy arms the timer `user`
public record UserSought(UserAddress user, Instant answerBy) implements CallEvent {}
