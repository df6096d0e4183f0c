package io.switchlog.allinone.dev;

import io.switchlog.edge.transport.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The certificate of a development platform: made on the first start for its address and for
/// `localhost`, signed by itself, and kept in the folder, where a phone or a browser can be told to
/// trust it. The Java runtime's own `keytool` makes it.
public final class DevCertificate {
  private static final String FOLDER = "tls";
  private static final int DAYS = 3_650;
  private static final int PATIENCE_SECONDS = 60;

  /// Of a store that is thrown away at once.
  private static final String PASSWORD = "switchlog";

  private DevCertificate() {}

  /// The certificate cannot be had; the message is one line.
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(Path folder, String why) {
      super("a certificate for TLS cannot be made in " + folder + ": " + why);
    }
  }

  /// Where it is kept.
  ///
  /// @param data the platform's folder
  public static TlsSettings.Files in(Path data) {
    Path folder = data.resolve(FOLDER);
    return new TlsSettings.Files(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
  }

  /// Finds it, or makes it.
  ///
  /// @param host numeric, what peers call besides `localhost`
  public static TlsSettings.Files readOrMake(Path data, String host) {
    TlsSettings.Files files = in(data);
    if (!Files.exists(files.chain()) || !Files.exists(files.key())) {
      make(files, host);
    }
    return files;
  }

  private static void make(TlsSettings.Files files, String host) {
    Path folder = files.chain().toAbsolutePath().getParent();
    if (folder == null) {
      throw new Unusable(files.chain(), "it has no folder");
    }
    try {
      Files.createDirectories(folder);
      Path store = folder.resolve("new.p12");
      Files.deleteIfExists(store);
      keytool(folder, store, host);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      String alias = keys.aliases().nextElement();
      Files.deleteIfExists(files.key());
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            files.key(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(
          files.key(), pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
      Files.writeString(files.chain(), pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
      Files.delete(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new Unusable(folder, e.toString());
    }
  }

  private static void keytool(Path folder, Path store, String host) throws IOException {
    String names =
        "san=dns:localhost,ip:127.0.0.1" + (host.equals("127.0.0.1") ? "" : ",ip:" + host);
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "dev",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    Integer.toString(DAYS),
                    "-dname",
                    "CN=switchlog dev",
                    "-ext",
                    names,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    try {
      String said =
          new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new Unusable(folder, "keytool says: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unusable(folder, "interrupted");
    } finally {
      keytool.destroyForcibly();
    }
  }

  private static String pem(String what, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }
}
