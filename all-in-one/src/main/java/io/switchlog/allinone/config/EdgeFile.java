package io.switchlog.allinone.config;

import io.switchlog.edge.DnsSettings;
import io.switchlog.edge.EdgeConfig;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.AdmissionPolicy;
import io.switchlog.edge.core.Authentication;
import io.switchlog.edge.core.BanPolicy;
import io.switchlog.edge.core.Credentials;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.core.Egress;
import io.switchlog.edge.core.Network;
import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.bus.KeptFacts;
import io.switchlog.wire.sip.DigestAlgorithm;
import io.switchlog.wire.token.ClusterSecret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An edge as a file: all that its flags say but who it is. The format is described in
/// docs/edges.md. Names of files in it are looked for beside it.
public final class EdgeFile {
  private static final Set<String> KEYS =
      Set.of(
          "listeners",
          "tls",
          "dns",
          "sources",
          "targets",
          "authentication",
          "limits",
          "credentials",
          "trace");
  private static final Set<String> LISTENER_KEYS =
      Set.of(
          "name",
          "transport",
          "address",
          "port",
          "advertised",
          "clients",
          "origins",
          "authenticate");
  private static final Set<String> LIMIT_KEYS =
      Set.of(
          "source-rate",
          "source-burst",
          "source-waiting",
          "ban-after",
          "ban-seconds",
          "datagram-bytes",
          "kept-mb",
          "loops",
          "short-tokens",
          "transactions");
  private static final String LISTENER =
      "a mapping such as {name: phones, transport: udp, address: 198.51.100.5, port: 5060}";
  private static final String CERTIFICATE = "a mapping such as {chain: full.pem, key: key.pem}";
  private static final int MOST = 1_000_000_000;

  /// A year.
  private static final int MOST_BAN_SECONDS = 31_536_000;

  private final String file;
  private final Path folder;

  private EdgeFile(String file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  /// What a file says.
  ///
  /// @param shortTokens whether tokens of calls that rules 12 and those before began are valid
  /// @param credentials the file with what it logs in with; null: none
  public record Settings(
      List<ListenerConfig> listeners,
      TlsSettings tls,
      DnsSettings dns,
      AdmissionPolicy admission,
      Egress egress,
      int datagramBytes,
      int keptMegabytes,
      int loops,
      boolean shortTokens,
      @Nullable Path credentials,
      boolean trace) {
    /// The edge that is so.
    public EdgeConfig of(int ordinal, String kafka, ClusterSecret secret, Credentials logins) {
      return new EdgeConfig(
          ordinal,
          kafka,
          shortTokens ? secret : secret.withoutShortTokens(),
          listeners,
          loops,
          trace,
          datagramBytes,
          (long) keptMegabytes << 20,
          logins,
          admission,
          egress,
          tls,
          dns);
    }
  }

  /// Reads a file.
  ///
  /// @throws ConfigFileException with a one-line message
  public static Settings read(Path path) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      return parse(path.toString(), Files.readString(path), folder == null ? path : folder);
    } catch (MalformedInputException e) {
      throw new ConfigFileException(path + ": not a text in UTF-8");
    } catch (IOException e) {
      String why = Files.exists(path) ? "cannot be read: " + e.getMessage() : "no such file";
      throw new ConfigFileException(path + ": " + why);
    }
  }

  static Settings parse(String file, String text, Path folder) {
    return new EdgeFile(file, folder).settings(Yaml.read(file, text));
  }

  private Settings settings(Yaml document) {
    Fields fields = Fields.of(file, "", document, KEYS, "a mapping with the key listeners");
    TlsSettings tls = tls(fields);
    List<ListenerConfig> listeners = listeners(fields, tls);
    Fields limits = within(fields, "limits", LIMIT_KEYS);
    return new Settings(
        listeners,
        tls,
        dns(fields),
        admission(fields, limits),
        egress(fields),
        number(limits, "datagram-bytes", EdgeCore.DATAGRAM_BYTES, 0, 65_535),
        number(limits, "kept-mb", (int) (KeptFacts.DEFAULT_BYTES >> 20), 1, 65_536),
        number(limits, "loops", 1, 1, 64),
        flag(limits, "short-tokens", true),
        fields.has("credentials") ? path(fields, "credentials", "a file") : null,
        flag(fields, "trace", true));
  }

  /// A mapping that may be missing: then it says nothing.
  private Fields within(Fields fields, String key, Set<String> known) {
    Yaml value =
        fields.has(key)
            ? fields.required(key, "a mapping")
            : new Yaml.Mapping(fields.line(), Map.of());
    return Fields.of(file, key, value, known, "a mapping with " + String.join(", ", sorted(known)));
  }

  private static List<String> sorted(Set<String> keys) {
    return keys.stream().sorted().toList();
  }

  // --- listeners

  private List<ListenerConfig> listeners(Fields fields, TlsSettings tls) {
    List<Yaml> items = fields.list("listeners", "a list of listeners, one at least");
    if (items.isEmpty()) {
      throw fields.wrong("listeners", "one at least, " + LISTENER);
    }
    List<ListenerConfig> listeners = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Fields each = Fields.of(file, "listeners[" + i + "]", items.get(i), LISTENER_KEYS, LISTENER);
      ListenerConfig listener = listener(each, tls);
      Integer earlier = lines.putIfAbsent(listener.name(), each.line());
      if (earlier != null) {
        throw each.wrong("name", "a name of its own, line " + earlier + " has this one already");
      }
      listeners.add(listener);
    }
    return listeners;
  }

  private static ListenerConfig listener(Fields fields, TlsSettings tls) {
    String name = fields.text("name", "a name such as phones");
    if (name.isBlank()) {
      throw fields.wrong("name", "a name such as phones");
    }
    Transport transport = transport(fields);
    if (transport.isSecure() && tls.certificates().isEmpty()) {
      throw fields.wrong("transport", "udp, tcp or ws, because tls.certificates names none");
    }
    String address = fields.text("address", "an address of this machine, or 0.0.0.0 or [::]");
    String bound = address.replace("[", "").replace("]", "");
    if (!ListenerConfig.isHost(bound)) {
      throw fields.wrong("address", "an address of this machine, or 0.0.0.0 or [::]");
    }
    int port =
        fields.number("port", 0, 65_535, "a port from 1 to 65535, or 0 for one that is free");
    boolean everywhere = bound.equals("0.0.0.0") || bound.equals("::");
    String advertised = "";
    if (everywhere || fields.has("advertised")) {
      advertised =
          fields.text(
              "advertised", "what peers are told to send to, for they cannot to " + address);
      if (!ListenerConfig.isHost(advertised)) {
        throw fields.wrong("advertised", "an address or a name, without a port");
      }
    }
    return new ListenerConfig(
        name,
        transport,
        bound,
        port,
        advertised,
        clients(fields, transport),
        origins(fields, transport));
  }

  private static Transport transport(Fields fields) {
    String wanted = "udp, tcp, tls, ws or wss";
    Transport transport = Transport.named(fields.text("transport", wanted));
    if (transport == null) {
      throw fields.wrong("transport", wanted);
    }
    return transport;
  }

  private static ClientCertificates clients(Fields fields, Transport transport) {
    if (!fields.has("clients")) {
      return ClientCertificates.NONE;
    }
    String wanted = "none, optional or required";
    if (!transport.isSecure()) {
      throw fields.wrong("clients", "nothing, for only tls and wss have certificates");
    }
    String text = fields.text("clients", wanted);
    for (ClientCertificates each : ClientCertificates.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw fields.wrong("clients", wanted);
  }

  private List<String> texts(Fields fields, String key, String wanted) {
    if (!fields.has(key)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Yaml each : fields.list(key, "a list, each " + wanted)) {
      if (!(each instanceof Yaml.Scalar(int _, String text))) {
        throw Fields.complaint(file, each, fields.name(key), wanted);
      }
      texts.add(text);
    }
    return texts;
  }

  private static List<String> origins(Fields fields, Transport transport) {
    if (!fields.has("origins")) {
      return List.of();
    }
    if (transport != Transport.WS && transport != Transport.WSS) {
      throw fields.wrong("origins", "nothing, for only ws and wss are opened by web pages");
    }
    String wanted = "a list, each an origin such as https://phone.example.com";
    List<String> origins = new ArrayList<>();
    for (Yaml each : fields.list("origins", wanted)) {
      if (!(each instanceof Yaml.Scalar(int _, String text)) || !isOrigin(text)) {
        throw fields.wrong("origins", wanted);
      }
      origins.add(text);
    }
    return origins;
  }

  /// RFC 6454 section 6.2: scheme, host, and a port that is not the scheme's.
  private static boolean isOrigin(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getScheme() != null
          && uri.getHost() != null
          && text.equals(
              uri.getScheme()
                  + "://"
                  + uri.getHost()
                  + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  // --- certificates and names

  private TlsSettings tls(Fields fields) {
    Fields tls = within(fields, "tls", Set.of("certificates", "trust", "verify-servers"));
    List<TlsSettings.Files> certificates = new ArrayList<>();
    if (tls.has("certificates")) {
      List<Yaml> items = tls.list("certificates", "a list, each " + CERTIFICATE);
      for (int i = 0; i < items.size(); i++) {
        Fields each =
            Fields.of(
                file,
                "tls.certificates[" + i + "]",
                items.get(i),
                Set.of("chain", "key"),
                CERTIFICATE);
        certificates.add(
            new TlsSettings.Files(
                path(each, "chain", "a PEM file of the certificate and who signed it"),
                path(each, "key", "a PEM file of its key")));
      }
    }
    return new TlsSettings(
        certificates,
        tls.has("trust") ? path(tls, "trust", "a PEM file of certificates") : null,
        flag(tls, "verify-servers", true));
  }

  private Path path(Fields fields, String key, String wanted) {
    String readable = wanted + " that can be read";
    try {
      Path path = folder.resolve(fields.text(key, wanted));
      if (Files.isReadable(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw fields.wrong(key, readable, e);
    }
    throw fields.wrong(key, readable);
  }

  private DnsSettings dns(Fields fields) {
    Fields dns = within(fields, "dns", Set.of("servers", "ipv6-first"));
    String wanted = "an address such as 192.0.2.53, 192.0.2.53:5353 or \"[2001:db8::53]:53\"";
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String text : texts(dns, "servers", wanted)) {
      InetSocketAddress server = NameServers.parse(text);
      if (server == null) {
        throw dns.wrong("servers", "a list, each " + wanted);
      }
      servers.add(server);
    }
    return new DnsSettings(servers, flag(dns, "ipv6-first", false));
  }

  // --- whom it hears

  private AdmissionPolicy admission(Fields fields, Fields limits) {
    Fields sources = within(fields, "sources", Set.of("deny", "serve", "never-ban"));
    return new AdmissionPolicy(
        networks(sources, "deny"),
        only(sources, "serve"),
        number(limits, "source-rate", AdmissionPolicy.PER_SECOND, 0, MOST),
        number(limits, "source-burst", AdmissionPolicy.BURST, 1, MOST),
        number(limits, "source-waiting", AdmissionPolicy.WAITING, 0, MOST),
        number(limits, "transactions", AdmissionPolicy.TRANSACTIONS, 1_000, MOST),
        new BanPolicy(
            number(limits, "ban-after", BanPolicy.OFFENCES, 0, MOST),
            number(limits, "ban-seconds", BanPolicy.SECONDS, 1, MOST_BAN_SECONDS),
            networks(sources, "never-ban")),
        authentication(fields));
  }

  // --- who has to prove who it is

  private Authentication authentication(Fields fields) {
    Set<String> listeners = new HashSet<>();
    List<Yaml> items = fields.list("listeners", "a list of listeners, one at least");
    for (int i = 0; i < items.size(); i++) {
      Fields each = Fields.of(file, "listeners[" + i + "]", items.get(i), LISTENER_KEYS, LISTENER);
      if (flag(each, "authenticate", false)) {
        listeners.add(each.text("name", "a name such as phones"));
      }
    }
    Fields said =
        within(fields, "authentication", Set.of("realm", "trusted", "algorithms", "bodies"));
    String wanted = "a name such as pbx.example";
    String realm = said.has("realm") ? said.text("realm", wanted) : UserAddress.USUAL_REALM;
    if (!Authentication.isRealm(realm)) {
      throw said.wrong("realm", wanted);
    }
    return new Authentication(
        realm, listeners, networks(said, "trusted"), algorithms(said), flag(said, "bodies", false));
  }

  private List<DigestAlgorithm> algorithms(Fields fields) {
    String wanted = "md5, sha-256 or sha-512-256";
    List<DigestAlgorithm> algorithms = new ArrayList<>();
    for (String text : texts(fields, "algorithms", wanted)) {
      DigestAlgorithm algorithm = DigestAlgorithm.named(text);
      if (algorithm == null
          || !algorithm.token().equalsIgnoreCase(text)
          || algorithms.contains(algorithm)) {
        throw fields.wrong("algorithms", "a list, each " + wanted + ", and once");
      }
      algorithms.add(algorithm);
    }
    if (fields.has("algorithms") && algorithms.isEmpty()) {
      throw fields.wrong("algorithms", "one at least, " + wanted);
    }
    return algorithms.isEmpty() ? Authentication.USUAL : algorithms;
  }

  private Egress egress(Fields fields) {
    Fields targets = within(fields, "targets", Set.of("deny", "allow"));
    return new Egress(only(targets, "allow"), networks(targets, "deny"));
  }

  /// Of a list of those alone who may, an empty one would let in everybody.
  private List<Network> only(Fields fields, String key) {
    List<Network> networks = networks(fields, key);
    if (fields.has(key) && networks.isEmpty()) {
      throw fields.wrong(key, "at least one network, or no such key where all may");
    }
    return networks;
  }

  private List<Network> networks(Fields fields, String key) {
    String wanted = "an address or a network such as 192.0.2.0/24 or \"2001:db8::/32\"";
    List<Network> networks = new ArrayList<>();
    for (String text : texts(fields, key, wanted)) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        throw fields.wrong(key, "a list, each " + wanted + " (" + text + " is none)", e);
      }
    }
    return networks;
  }

  private static int number(Fields fields, String key, int absent, int least, int most) {
    return fields.has(key)
        ? fields.number(key, least, most, "a number from " + least + " to " + most)
        : absent;
  }

  private static boolean flag(Fields fields, String key, boolean absent) {
    if (!fields.has(key)) {
      return absent;
    }
    return switch (fields.text(key, "true or false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw fields.wrong(key, "true or false");
    };
  }
}
