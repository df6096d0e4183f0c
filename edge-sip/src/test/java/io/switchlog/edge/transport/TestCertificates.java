package io.switchlog.edge.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// An authority of one test, and whom it has signed; made by the Java runtime's `keytool`.
final class TestCertificates {
  private static final String PASSWORD = "switchlog";

  private final Path folder;
  private final Path store;

  /// An authority whose files are in a folder.
  TestCertificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("all.p12");
    generate("ca", "-ext", "bc:c");
    write("ca.pem", "CERTIFICATE", certificate("ca"));
  }

  /// The authority's certificate.
  Path authority() {
    return folder.resolve("ca.pem");
  }

  /// Signs a certificate.
  ///
  /// @param names such as `dns:pbx.example` and `uri:sip:example.com`
  TlsSettings.Files sign(String alias, String... names) {
    generate(alias, "-signer", "ca", "-ext", "san=" + String.join(",", names));
    write(alias + ".pem", "CERTIFICATE", certificate(alias));
    write(alias + ".key", "PRIVATE KEY", key(alias));
    return new TlsSettings.Files(folder.resolve(alias + ".pem"), folder.resolve(alias + ".key"));
  }

  /// For a client that believes the authority.
  ///
  /// @param alias whom it shows; null: nobody
  SSLContext client(@Nullable String alias) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      KeyStore all = load();
      trusted.setCertificateEntry("ca", all.getCertificate("ca"));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      if (alias != null) {
        Certificate[] chain = all.getCertificateChain(alias);
        own.setKeyEntry(
            alias, all.getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void generate(String alias, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-validity", "30"));
    words.addAll(List.of("-groupname", "secp256r1", "-dname", "CN=" + alias));
    words.addAll(Arrays.asList(more));
    keytool(words.toArray(String[]::new));
  }

  private void keytool(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(words));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of("-storetype", "PKCS12"));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      all.load(in, PASSWORD.toCharArray());
    }
    return all;
  }

  private byte[] certificate(String alias) {
    try {
      return load().getCertificate(alias).getEncoded();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] key(String alias) {
    try {
      return load().getKey(alias, PASSWORD.toCharArray()).getEncoded();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String name, String what, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    try {
      Files.writeString(
          folder.resolve(name),
          "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
