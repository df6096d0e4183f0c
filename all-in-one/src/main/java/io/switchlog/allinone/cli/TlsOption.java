package io.switchlog.allinone.cli;

import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.edge.transport.TlsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// Who an edge is over TLS, and whom it lets in, for every command that runs one.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TlsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--tls-certificate",
      paramLabel = "CHAIN,KEY",
      converter = Files.class,
      description =
          "PEM files of a certificate with who signed it, and of its PKCS #8 key; repeatable: whoever"
              + " asks for a name gets the one that has it, else the first. Files that are written"
              + " anew are in use within seconds.")
  private List<TlsSettings.Files> certificates = new ArrayList<>();

  @Option(
      names = "--tls-trust",
      paramLabel = "FILE",
      description =
          "PEM certificates of those who may sign our peers'. Default: those of the Java runtime.")
  private @Nullable Path trusted;

  @Option(
      names = "--tls-clients",
      paramLabel = "none|optional|required",
      defaultValue = "none",
      converter = Clients.class,
      description = "Whether peers have to show a certificate. Default: ${DEFAULT-VALUE}.")
  private ClientCertificates clients;

  @Option(
      names = "--tls-any-server",
      description =
          "Connect to whoever answers, whatever its certificate says: for laboratories only.")
  private boolean anyServer;

  @Option(
      names = "--ws-origin",
      paramLabel = "ORIGIN",
      description =
          "A web page whose scripts may connect over WebSocket, such as https://phone.example.com;"
              + " repeatable. Default: any.")
  private List<String> origins = new ArrayList<>();

  /// Whether certificates were given.
  boolean hasCertificates() {
    return !certificates.isEmpty();
  }

  /// The files that were given.
  List<TlsSettings.Files> certificates() {
    return certificates;
  }

  /// What is wanted of peers over TLS.
  ClientCertificates clients() {
    return clients;
  }

  /// The web pages whose scripts may connect.
  List<String> origins() {
    return origins;
  }

  TlsSettings read() {
    return new TlsSettings(certificates, trusted, !anyServer);
  }

  /// Listeners as they were asked for, with what is wanted of their peers.
  List<ListenerConfig> apply(List<ListenerConfig> listeners) {
    if (certificates.isEmpty()) {
      for (ListenerConfig each : listeners) {
        if (each.transport().isSecure()) {
          throw new ParameterException(
              spec.commandLine(),
              "--listen "
                  + each.name()
                  + "="
                  + each.transport().name().toLowerCase(Locale.ROOT)
                  + ": expected --tls-certificate as well, found none");
        }
      }
    }
    return listeners.stream()
        .map(each ->
            new ListenerConfig(
                each.name(),
                each.transport(),
                each.bindHost(),
                each.port(),
                each.advertisedHost(),
                each.transport().isSecure() ? clients : ClientCertificates.NONE,
                origins))
        .toList();
  }

  private static final class Files implements ITypeConverter<TlsSettings.Files> {
    @Override
    public TlsSettings.Files convert(String text) {
      int comma = text.indexOf(',');
      if (comma < 1 || comma == text.length() - 1) {
        throw new TypeConversionException(
            "found \"" + text + "\", expected CHAIN,KEY such as fullchain.pem,privkey.pem");
      }
      return new TlsSettings.Files(
          Path.of(text.substring(0, comma)), Path.of(text.substring(comma + 1)));
    }
  }

  private static final class Clients implements ITypeConverter<ClientCertificates> {
    @Override
    public ClientCertificates convert(String text) {
      for (ClientCertificates each : ClientCertificates.values()) {
        if (each.name().equalsIgnoreCase(text)) {
          return each;
        }
      }
      throw new TypeConversionException(
          "found \"" + text + "\", expected none, optional or required");
    }
  }
}
