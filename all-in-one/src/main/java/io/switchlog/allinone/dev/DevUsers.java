package io.switchlog.allinone.dev;

import io.switchlog.allinone.config.Passwords;
import io.switchlog.allinone.config.UserStore;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.config.User;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The users of an exchange that nobody has given any: 1000 to 1009, with one password for all of
/// them, so that two phones talk in a minute.
final class DevUsers {
  private static final int FIRST = 1_000;
  private static final int COUNT = 10;

  private DevUsers() {}

  /// Makes them where the exchange has never had a user.
  ///
  /// @param realm whose they are
  /// @return their password, which is not kept; null where nobody was made
  static @Nullable String make(BusConfig bus, String realm) {
    UserStore store = new UserStore(bus, InstantSource.system());
    Map<String, UserStore.Standing> all = store.all();
    if (!all.isEmpty()) {
      return null;
    }
    String password = Passwords.made();
    List<User> users =
        IntStream.range(FIRST, FIRST + COUNT)
            .mapToObj(number -> Passwords.user(realm, Integer.toString(number), password))
            .toList();
    store.put(users, all);
    return password;
  }
}
