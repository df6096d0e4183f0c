package io.switchlog.schemas.config;

import org.jspecify.annotations.Nullable;

/// A user who proves by a password who it is. The password is not kept, but its hashes: whoever has
/// one of them can log in as this user in this realm. Each is `H(name:realm:password)` in
/// lower-case hexadecimal digits (`H(A1)`, RFC 7616 section 3.4.2); null where it is not known, as
/// of users who were imported from where there was only another. Where all are, the user was
/// removed: the name keeps its versions.
///
/// @param realm whose user it is
/// @param name its name there
/// @param version counts what was said of this name, from 1
/// @param md5 32 digits
/// @param sha256 64 digits
/// @param sha512t256 64 digits, by SHA-512-256
public record User(
    String realm,
    String name,
    long version,
    @Nullable String md5,
    @Nullable String sha256,
    @Nullable String sha512t256) {
  /// Whether nobody can log in by this name any more.
  public boolean isRemoved() {
    return md5 == null && sha256 == null && sha512t256 == null;
  }

  /// Never printed.
  @Override
  public String toString() {
    return "User[" + name + " of " + realm + ", version " + version + ", hidden]";
  }
}
