package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// A name and password to answer challenges with. Never printed.
///
/// @param username without quotes and backslashes, of which peers think in different ways
/// @param password any text
/// @param realm the only one that it is for; null: whichever asks
public record DigestLogin(String username, String password, @Nullable String realm) {
  @Override
  public String toString() {
    return "DigestLogin[" + username + ", hidden]";
  }
}
