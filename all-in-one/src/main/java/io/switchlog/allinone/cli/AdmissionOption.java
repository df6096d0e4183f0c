package io.switchlog.allinone.cli;

import io.switchlog.edge.core.AdmissionPolicy;
import io.switchlog.edge.core.Authentication;
import io.switchlog.edge.core.BanPolicy;
import io.switchlog.edge.core.Egress;
import io.switchlog.edge.core.Network;
import io.switchlog.schemas.UserAddress;
import io.switchlog.wire.sip.DigestAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// Whose requests an edge takes, for every command that runs one.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AdmissionOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--deny",
      split = ",",
      paramLabel = "NETWORK",
      converter = Networks.class,
      description =
          "Addresses or networks that are not answered outside dialogs, such as 192.0.2.0/24.")
  private List<Network> denied = new ArrayList<>();

  @Option(
      names = "--serve",
      split = ",",
      paramLabel = "NETWORK",
      converter = Networks.class,
      description = "The only ones that are. Default: all.")
  private List<Network> served = new ArrayList<>();

  @Option(
      names = "--source-rate",
      paramLabel = "N",
      defaultValue = "" + AdmissionPolicy.PER_SECOND,
      description =
          "Requests outside dialogs that one address may make in a second; what is more gets 503,"
              + " then nothing. 0: any number. Default: ${DEFAULT-VALUE}.")
  private int perSecond;

  @Option(
      names = "--source-burst",
      paramLabel = "N",
      defaultValue = "" + AdmissionPolicy.BURST,
      description =
          "How many of them it may make at once after a pause. Default: ${DEFAULT-VALUE}.")
  private int burst;

  @Option(
      names = "--source-waiting",
      paramLabel = "N",
      defaultValue = "" + AdmissionPolicy.WAITING,
      description =
          "INVITEs of one address that may wait for their answers at a time. 0: any number."
              + " Default: ${DEFAULT-VALUE}.")
  private int waiting;

  @Option(
      names = "--transactions",
      paramLabel = "N",
      defaultValue = "" + AdmissionPolicy.TRANSACTIONS,
      description =
          "Requests that may be under way, or remembered for repeats of them, 1000 or more; what is"
              + " more gets 503. One takes some kilobytes. Default: ${DEFAULT-VALUE}.")
  private int transactions;

  @Option(
      names = "--ban-after",
      paramLabel = "N",
      defaultValue = "" + BanPolicy.OFFENCES,
      description =
          "Messages that are no SIP, besides one a second, after which nothing of an address is"
              + " heard outside dialogs; a scanner's first is enough. 0: nobody is banned."
              + " Default: ${DEFAULT-VALUE}.")
  private int banAfter;

  @Option(
      names = "--ban-seconds",
      paramLabel = "N",
      defaultValue = "" + BanPolicy.SECONDS,
      description = "For how long. Default: ${DEFAULT-VALUE}.")
  private int banSeconds;

  @Option(
      names = "--never-ban",
      split = ",",
      paramLabel = "NETWORK",
      converter = Networks.class,
      description = "Addresses or networks that never are, besides this host: trunks, mostly.")
  private List<Network> neverBanned = new ArrayList<>();

  @Option(
      names = "--authenticate",
      split = ",",
      paramLabel = "LISTENER",
      description =
          "Listeners where whoever calls has to prove by a password who it is ('switchlog users')."
              + " Default: none.")
  private List<String> authenticated = new ArrayList<>();

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      defaultValue = UserAddress.USUAL_REALM,
      description =
          "Whose users may register and are asked for, a name such as pbx.example. Default:"
              + " ${DEFAULT-VALUE}.")
  private String realm;

  @Option(
      names = "--trust",
      split = ",",
      paramLabel = "NETWORK",
      converter = Networks.class,
      description = "Addresses or networks that are not asked for passwords: trunks, mostly.")
  private List<Network> trusted = new ArrayList<>();

  @Option(
      names = "--digest",
      split = ",",
      paramLabel = "md5|sha-256|sha-512-256",
      converter = Algorithms.class,
      description =
          "The hashes that passwords are asked for by, the best first. Default: md5; with others"
              + " some phones give up that do not know them.")
  private List<DigestAlgorithm> algorithms = new ArrayList<>();

  @Option(names = "--digest-bodies", description = "Offer to prove bodies as well (auth-int).")
  private boolean bodies;

  @Option(
      names = "--target-deny",
      split = ",",
      paramLabel = "NETWORK",
      converter = Networks.class,
      description =
          "Addresses or networks that requests are not sent to, whoever names them, such as"
              + " 10.0.0.0/8.")
  private List<Network> targetsDenied = new ArrayList<>();

  @Option(
      names = "--target-allow",
      split = ",",
      paramLabel = "NETWORK",
      converter = Networks.class,
      description = "The only ones that they are. Default: all.")
  private List<Network> targetsAllowed = new ArrayList<>();

  Egress egress() {
    return new Egress(targetsAllowed, targetsDenied);
  }

  AdmissionPolicy read() {
    check("--source-rate", perSecond, 0);
    check("--source-burst", burst, 1);
    check("--source-waiting", waiting, 0);
    check("--transactions", transactions, 1_000);
    check("--ban-after", banAfter, 0);
    check("--ban-seconds", banSeconds, 1);
    return new AdmissionPolicy(
        denied,
        served,
        perSecond,
        burst,
        waiting,
        transactions,
        new BanPolicy(banAfter, banSeconds, neverBanned),
        authentication());
  }

  private Authentication authentication() {
    if (!Authentication.isRealm(realm)) {
      throw new ParameterException(
          spec.commandLine(),
          "--realm: found '" + realm + "', expected a name such as pbx.example");
    }
    return new Authentication(
        realm,
        Set.copyOf(authenticated),
        trusted,
        algorithms.isEmpty() ? Authentication.USUAL : algorithms,
        bodies);
  }

  private void check(String option, int found, int least) {
    if (found < least) {
      throw new ParameterException(
          spec.commandLine(), option + ": found " + found + ", expected " + least + " or more");
    }
  }

  private static final class Algorithms implements ITypeConverter<DigestAlgorithm> {
    @Override
    public DigestAlgorithm convert(String text) {
      DigestAlgorithm algorithm = DigestAlgorithm.named(text);
      if (algorithm == null || !algorithm.token().equalsIgnoreCase(text)) {
        throw new TypeConversionException(
            "found \"" + text + "\", expected md5, sha-256 or sha-512-256");
      }
      return algorithm;
    }
  }

  private static final class Networks implements ITypeConverter<Network> {
    @Override
    public Network convert(String text) {
      try {
        return Network.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
