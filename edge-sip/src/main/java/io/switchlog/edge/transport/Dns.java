package io.switchlog.edge.transport;

import io.switchlog.edge.core.DnsAnswer;
import io.switchlog.edge.core.DnsRecord;
import io.switchlog.edge.core.DnsType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupFailedException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// The domain name system. Remembers nothing: whoever asks does.
public final class Dns {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int TRIES = 2;

  /// How long it counts that a name has nothing, where its zone is not asked for it.
  private static final long NOTHING_SECONDS = 5;

  private final LookupSession session;
  private final HostsFileParser hosts = new HostsFileParser();

  private Dns(Resolver resolver) {
    this.session = LookupSession.builder().resolver(resolver).ndots(0).build();
  }

  /// Asks name servers.
  ///
  /// @param servers whom to ask, the first first; empty: whom the system asks
  public static Dns of(List<InetSocketAddress> servers) {
    List<Resolver> resolvers = new ArrayList<>();
    for (InetSocketAddress server : servers) {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTimeout(TIMEOUT);
      resolvers.add(resolver);
    }
    ExtendedResolver all =
        servers.isEmpty()
            ? new ExtendedResolver()
            : new ExtendedResolver(resolvers.toArray(Resolver[]::new));
    for (Resolver each : all.getResolvers()) {
      each.setTimeout(TIMEOUT);
    }
    all.setRetries(TRIES);
    // For all tries of all servers together.
    all.setTimeout(TIMEOUT.multipliedBy((long) TRIES * all.getResolvers().length).plus(TIMEOUT));
    return new Dns(all);
  }

  /// Asks for a name; the answer may come on any thread, and always does.
  public CompletionStage<DnsAnswer> lookUp(String text, DnsType type) {
    Name name;
    try {
      name = Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      return done(new DnsAnswer.Failed(text + " is no name: " + e.getMessage()));
    }
    DnsAnswer here = ofThisMachine(name, type);
    if (here != null) {
      return done(here);
    }
    return ask(name, text, type);
  }

  /// Whoever asks is answered, whatever becomes of the question.
  private CompletionStage<DnsAnswer> ask(Name name, String text, DnsType type) {
    CompletionStage<LookupResult> asked;
    try {
      asked = session.lookupAsync(name, number(type), DClass.IN);
    } catch (RuntimeException e) {
      return done(failed(text, type, e));
    }
    return asked
        .thenApply(result -> {
          List<DnsRecord> records = new ArrayList<>();
          long seconds = Long.MAX_VALUE;
          for (Record each : result.getRecords()) {
            seconds = Math.min(seconds, each.getTTL());
            read(each).ifPresent(records::add);
          }
          return (DnsAnswer)
              new DnsAnswer.Found(records, records.isEmpty() ? NOTHING_SECONDS : seconds);
        })
        .exceptionally(failure -> failed(text, type, failure));
  }

  private static CompletionStage<DnsAnswer> done(DnsAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /// What `/etc/hosts` says, which no name server knows.
  private @Nullable DnsAnswer ofThisMachine(Name name, DnsType type) {
    if (type != DnsType.A && type != DnsType.AAAA) {
      return null;
    }
    try {
      Optional<InetAddress> address = hosts.getAddressForHost(name, number(type));
      return address
          .map(found ->
              (DnsAnswer)
                  new DnsAnswer.Found(
                      List.of(new DnsRecord.Address(Addresses.text(found))), NOTHING_SECONDS))
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static int number(DnsType type) {
    return switch (type) {
      case A -> Type.A;
      case AAAA -> Type.AAAA;
      case SRV -> Type.SRV;
      case NAPTR -> Type.NAPTR;
    };
  }

  private static Optional<DnsRecord> read(Record record) {
    return switch (record) {
      case ARecord a -> Optional.of(new DnsRecord.Address(Addresses.text(a.getAddress())));
      case AAAARecord aaaa when !(aaaa.getAddress() instanceof Inet4Address) ->
          Optional.of(new DnsRecord.Address(Addresses.text(aaaa.getAddress())));
      case SRVRecord srv ->
          Optional.of(
              new DnsRecord.Service(
                  srv.getPriority(), srv.getWeight(), srv.getPort(), text(srv.getTarget())));
      case NAPTRRecord naptr ->
          Optional.of(
              new DnsRecord.Pointer(
                  naptr.getOrder(),
                  naptr.getPreference(),
                  naptr.getFlags(),
                  naptr.getService(),
                  text(naptr.getReplacement())));
      default -> Optional.empty();
    };
  }

  private static String text(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true);
  }

  /// That a name has nothing is an answer; all else is none.
  private static DnsAnswer failed(String name, DnsType type, Throwable failure) {
    Throwable cause =
        failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case NoSuchDomainException _, NoSuchRRSetException _ ->
          new DnsAnswer.Found(List.of(), NOTHING_SECONDS);
      case LookupFailedException refused ->
          new DnsAnswer.Failed(said(name, type, String.valueOf(refused.getMessage())));
      default -> new DnsAnswer.Failed(said(name, type, String.valueOf(cause.getMessage())));
    };
  }

  private static String said(String name, DnsType type, String why) {
    return "expected " + type + " records of " + name + ", found no answer: " + why;
  }
}
