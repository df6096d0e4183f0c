package io.switchlog.allinone.dev;

import io.switchlog.wire.token.ClusterSecret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/// The cluster's secret as a file: each line, without white space around it, is a key; the first
/// signs, all verify. A key is changed in three steps: the new one is put behind the old on every
/// node, then before it, and the old one is taken out when no call is left that began under it.
public final class SecretFile {
  /// The name of the file in a data folder.
  public static final String NAME = "secret";

  private static final int BYTES = 32;

  private SecretFile() {}

  /// The secret cannot be had; the message is one line.
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Reads a secret.
  ///
  /// @throws Unusable if there is no such file or its text is too short
  public static ClusterSecret read(Path file) {
    try {
      return ClusterSecret.of(Files.readString(file).strip());
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read: " + e : "no such file";
      throw new Unusable("secret file " + file + ": " + why, e);
    } catch (IllegalArgumentException e) {
      throw new Unusable("secret file " + file + ": " + e.getMessage(), e);
    }
  }

  /// Reads a secret, and makes one that only its owner can read where there is none yet.
  public static ClusterSecret readOrMake(Path file) {
    if (!Files.exists(file)) {
      make(file);
    }
    return read(file);
  }

  private static void make(Path file) {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
    } catch (FileAlreadyExistsException e) {
      // another process was faster; its secret counts
    } catch (IOException e) {
      throw new Unusable("secret file " + file + ": cannot be made: " + e, e);
    }
  }
}
