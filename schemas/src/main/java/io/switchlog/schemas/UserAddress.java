package io.switchlog.schemas;

import org.jspecify.annotations.Nullable;

/// The address of record of a user: where it is reached wherever its phones are. Who it is says a
/// realm, as with its password; under which names of hosts a realm is reached is for edges to know.
///
/// @param name its name in the realm, 1 to [#LONGEST] characters
/// @param realm 1 to [#LONGEST] characters without `@`
public record UserAddress(String name, String realm) implements Comparable<UserAddress> {
  /// So many characters at the most.
  public static final int LONGEST = 253;

  /// The realm of those of whom nothing else is said.
  public static final String USUAL_REALM = "switchlog";

  /// What its aggregate's id begins with; no call's does.
  private static final String PREFIX = "address:";

  public UserAddress {
    if (!isPart(name) || !isPart(realm) || realm.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "expected a name and a realm of 1 to %d characters, the realm without @, found %s and %s"
              .formatted(LONGEST, name, realm));
    }
  }

  private static boolean isPart(String text) {
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  /// Whether a name and a realm make an address.
  public static boolean isAddress(String name, String realm) {
    return isPart(name) && isPart(realm) && realm.indexOf('@') < 0;
  }

  /// The address that a text names: `NAME`, of the usual realm, or `NAME@REALM`.
  ///
  /// @return null where it names none
  public static @Nullable UserAddress named(String text) {
    int at = text.lastIndexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    String realm = at < 0 ? USUAL_REALM : text.substring(at + 1);
    return isAddress(name, realm) ? new UserAddress(name, realm) : null;
  }

  /// Whether an aggregate is an address.
  public static boolean is(AggregateId id) {
    return id.value().startsWith(PREFIX);
  }

  /// The address that an aggregate is.
  ///
  /// @throws IllegalArgumentException if it is none
  public static UserAddress of(AggregateId id) {
    int at = id.value().lastIndexOf('@');
    if (!is(id) || at < 0) {
      throw new IllegalArgumentException("expected the id of an address, found " + id);
    }
    return new UserAddress(id.value().substring(PREFIX.length(), at), id.value().substring(at + 1));
  }

  /// The id of its aggregate.
  public AggregateId aggregate() {
    return new AggregateId(PREFIX + this);
  }

  @Override
  public int compareTo(UserAddress other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return name + "@" + realm;
  }
}
