package io.switchlog.allinone.config;

import io.switchlog.edge.core.Credentials;
import io.switchlog.wire.sip.DigestLogin;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The credentials of an edge that was started without any: none, which is said once for each name
/// that a route asks for.
public final class NoCredentials implements Credentials {
  private final Consumer<String> complaints;
  private final Set<String> missed = ConcurrentHashMap.newKeySet();

  /// @param complaints who is told in one line what is missing
  public NoCredentials(Consumer<String> complaints) {
    this.complaints = complaints;
  }

  @Override
  public @Nullable DigestLogin named(String name) {
    if (missed.add(name)) {
      complaints.accept(
          ("expected credentials \"%s\", found no file of them: peers that ask for them refuse our"
                  + " calls; start every edge with --credentials FILE")
              .formatted(name));
    }
    return null;
  }
}
