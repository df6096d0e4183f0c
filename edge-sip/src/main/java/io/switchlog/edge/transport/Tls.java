package io.switchlog.edge.transport;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/// The certificates of [TlsSettings], as they were read at one time.
final class Tls {
  private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  private final TlsSettings settings;

  /// When the files were written that this was read from, in the order of [#files].
  private final List<FileTime> written;

  private final List<Own> own;

  /// Whom we trust; null: whom the system does.
  private final @Nullable Buffer trusted;

  /// A certificate of ours and its key, as they were in their files: options that name the files
  /// alone are taken for the same by Vert.x after those were written anew.
  private record Own(X509Certificate certificate, Buffer chain, Buffer key) {}

  private Tls(
      TlsSettings settings, List<FileTime> written, List<Own> own, @Nullable Buffer trusted) {
    this.settings = settings;
    this.written = written;
    this.own = own;
    this.trusted = trusted;
  }

  /// Reads all files.
  ///
  /// @throws TlsUnusable where one is not there, is not what it should be, or does not belong to
  ///   the others
  static Tls read(Vertx vertx, TlsSettings settings) {
    List<FileTime> written = written(settings);
    List<Own> own = new ArrayList<>();
    for (TlsSettings.Files files : settings.certificates()) {
      Buffer chain = bytes(files.chain());
      X509Certificate certificate = firstCertificate(files.chain(), chain);
      Own read = new Own(certificate, chain, bytes(files.key()));
      checkKey(vertx, files, read);
      own.add(read);
    }
    Path file = settings.trusted();
    Buffer trusted = file == null ? null : bytes(file);
    if (file != null && trusted != null) {
      firstCertificate(file, trusted);
    }
    return new Tls(settings, written, own, trusted);
  }

  /// Whether a file has been written since.
  boolean isOutdated() {
    return !written(settings).equals(written);
  }

  boolean hasCertificate() {
    return !own.isEmpty();
  }

  /// When the first of our certificates is over; null where we have none.
  @Nullable Instant validUntil() {
    return own.stream()
        .map(each -> each.certificate().getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElse(null);
  }

  boolean verifiesServers() {
    return settings.verifiesServers();
  }

  ServerSSLOptions server(ClientCertificates clients) {
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setSni(own.size() > 1)
            .setKeyCertOptions(keys(own))
            .setClientAuth(
                switch (clients) {
                  case NONE -> ClientAuth.NONE;
                  case OPTIONAL -> ClientAuth.REQUEST;
                  case REQUIRED -> ClientAuth.REQUIRED;
                });
    trust(options);
    return options;
  }

  /// To connect with. Who the peer is is looked at afterwards, by [PeerNames].
  ClientSSLOptions client() {
    ClientSSLOptions options =
        new ClientSSLOptions()
            .setTrustAll(!settings.verifiesServers())
            .setHostnameVerificationAlgorithm("");
    if (hasCertificate()) {
      options.setKeyCertOptions(keys(own.subList(0, 1)));
    }
    trust(options);
    return options;
  }

  private void trust(SSLOptions options) {
    options.setEnabledSecureTransportProtocols(VERSIONS);
    if (trusted != null) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(trusted));
    }
  }

  private static PemKeyCertOptions keys(List<Own> certificates) {
    PemKeyCertOptions keys = new PemKeyCertOptions();
    for (Own each : certificates) {
      keys.addCertValue(each.chain()).addKeyValue(each.key());
    }
    return keys;
  }

  private static List<Path> files(TlsSettings settings) {
    List<Path> files = new ArrayList<>();
    for (TlsSettings.Files each : settings.certificates()) {
      files.add(each.chain());
      files.add(each.key());
    }
    Path trusted = settings.trusted();
    if (trusted != null) {
      files.add(trusted);
    }
    return files;
  }

  private static List<FileTime> written(TlsSettings settings) {
    List<FileTime> written = new ArrayList<>();
    for (Path file : files(settings)) {
      try {
        written.add(Files.getLastModifiedTime(file));
      } catch (IOException e) {
        throw new TlsUnusable("TLS file " + file + ": no such file, or it cannot be read", e);
      }
    }
    return written;
  }

  private static Buffer bytes(Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new TlsUnusable("TLS file " + file + ": it cannot be read", e);
    }
  }

  private static X509Certificate firstCertificate(Path file, Buffer bytes) {
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes.getBytes()))) {
        if (each instanceof X509Certificate first) {
          return first;
        }
      }
    } catch (GeneralSecurityException e) {
      throw notCertificates(file, e);
    }
    throw notCertificates(file, null);
  }

  private static TlsUnusable notCertificates(Path file, @Nullable Exception cause) {
    return new TlsUnusable(
        "TLS file "
            + file
            + ": expected certificates in PEM (-----BEGIN CERTIFICATE-----), found none",
        cause);
  }

  /// A key of another certificate would be found out by the first peer.
  private static void checkKey(Vertx vertx, TlsSettings.Files files, Own own) {
    X509Certificate certificate = own.certificate();
    try {
      PrivateKey key = null;
      for (KeyManager manager : keys(List.of(own)).getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager keys) {
          String[] aliases = keys.getServerAliases(certificate.getPublicKey().getAlgorithm(), null);
          key = aliases == null || aliases.length == 0 ? null : keys.getPrivateKey(aliases[0]);
        }
      }
      if (key == null || !belongs(key, certificate)) {
        throw new TlsUnusable(
            "TLS file "
                + files.key()
                + ": expected the key of the certificate in "
                + files.chain()
                + ", found another",
            null);
      }
    } catch (TlsUnusable e) {
      throw e;
    } catch (Exception e) {
      throw new TlsUnusable(
          "TLS file "
              + files.key()
              + ": expected a PKCS #8 key in PEM without a password (-----BEGIN PRIVATE KEY-----),"
              + " found none: "
              + e.getMessage(),
          e);
    }
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(text);
    return verifying.verify(signature);
  }
}
