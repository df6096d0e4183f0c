package io.switchlog.edge.core;

import io.switchlog.wire.sip.DigestLogin;
import org.jspecify.annotations.Nullable;

/// What an edge logs in with where a peer challenges, by the names that routes use. It is nowhere
/// else: neither call control nor the log knows passwords.
public interface Credentials {
  /// None at all.
  Credentials NONE = _ -> null;

  /// Those of a name; null for none. Does not block, and may be asked by every loop.
  @Nullable DigestLogin named(String name);
}
