package io.switchlog.allinone.cli;

import io.switchlog.allinone.config.Passwords;
import io.switchlog.allinone.config.UserFile;
import io.switchlog.allinone.config.UserStore;
import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.edge.core.Authentication;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.config.User;
import io.switchlog.wire.sip.DigestAlgorithm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog users`.
@Command(
    name = "users",
    description = "Say who may call where an edge asks for passwords (docs/edges.md).",
    subcommands = {
      UsersCommand.Add.class,
      UsersCommand.Passwd.class,
      UsersCommand.Import.class,
      UsersCommand.Remove.class,
      UsersCommand.ListAll.class
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UsersCommand implements Runnable {
  private static final int LONGEST_PASSWORD = 256;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "users: expected add, passwd, import, remove or list");
  }

  /// Who is meant.
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Who {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The user's name, such as 1001.")
    private String name;

    @Option(
        names = "--realm",
        defaultValue = UserAddress.USUAL_REALM,
        paramLabel = "REALM",
        description = "Whose user it is, as edges have it in --realm. Default: ${DEFAULT-VALUE}.")
    private String realm;

    @Mixin private KafkaOption kafka;

    void check() {
      if (!UserFile.isName(name)) {
        throw new ParameterException(
            spec.commandLine(), "NAME: found \"" + name + "\", expected " + UserFile.names());
      }
      if (!Authentication.isRealm(realm)) {
        throw new ParameterException(
            spec.commandLine(),
            "--realm: found \"" + realm + "\", expected a name such as pbx.example");
      }
    }

    UserStore store() {
      return new UserStore(kafka.bus(), InstantSource.system());
    }

    String key() {
      return UserStore.key(realm, name);
    }

    /// Says how the user is from now on.
    void put(User user, Map<String, UserStore.Standing> before) {
      ClusterTopics.publishSchemas(kafka.bus());
      store().put(List.of(user), before);
    }

    @Override
    public String toString() {
      return name + " of " + realm;
    }
  }

  /// Where a password comes from.
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Password {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description =
            "A file whose first line is the password; - for standard input. Without it one is made"
                + " and printed.")
    private @Nullable Path file;

    /// The password of a user, as hashes; one that was made is printed.
    User of(Who who) {
      String password = file == null ? Passwords.made() : read(file);
      if (file == null) {
        spec.commandLine().getOut().println("password: " + password);
      }
      return Passwords.user(who.realm, who.name, password);
    }

    private static String read(Path path) {
      String password;
      try (BufferedReader reader =
          path.toString().equals("-")
              ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
              : Files.newBufferedReader(path)) {
        password = reader.readLine();
      } catch (IOException e) {
        throw new CommandRefused("--password-file: " + path + " cannot be read: " + e, e);
      }
      if (password == null || password.isEmpty() || password.length() > LONGEST_PASSWORD) {
        throw new CommandRefused(
            "--password-file: expected a first line of 1 to " + LONGEST_PASSWORD + " characters");
      }
      return password;
    }
  }

  /// `switchlog users add`.
  @Command(name = "add", description = "Add a user, who may call from then on.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Add implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private Who who;

    @Mixin private Password password;

    @Override
    public void run() {
      who.check();
      Map<String, UserStore.Standing> before = who.store().all();
      UserStore.Standing standing = before.get(who.key());
      if (standing != null && !standing.user().isRemoved()) {
        throw new CommandRefused(who + " is there already; expected: switchlog users passwd");
      }
      who.put(password.of(who), before);
      spec.commandLine().getOut().println(who + " may call");
    }
  }

  /// `switchlog users passwd`.
  @Command(name = "passwd", description = "Give a user another password.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Passwd implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private Who who;

    @Mixin private Password password;

    @Override
    public void run() {
      who.check();
      Map<String, UserStore.Standing> before = known(who);
      who.put(password.of(who), before);
      spec.commandLine().getOut().println(who + " has another password");
    }
  }

  /// `switchlog users remove`.
  @Command(
      name = "remove",
      description = "Remove a user, who begins no call from then on; calls that are up go on.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Remove implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private Who who;

    @Override
    public void run() {
      who.check();
      Map<String, UserStore.Standing> before = known(who);
      who.put(new User(who.realm, who.name, 0, null, null, null), before);
      spec.commandLine().getOut().println(who + " is removed");
    }
  }

  private static Map<String, UserStore.Standing> known(Who who) {
    Map<String, UserStore.Standing> before = who.store().all();
    UserStore.Standing standing = before.get(who.key());
    if (standing == null || standing.user().isRemoved()) {
      throw new CommandRefused(
          who + " is no user; 'switchlog users list' has them, 'switchlog users add' makes one");
    }
    return before;
  }

  /// `switchlog users import`.
  @Command(
      name = "import",
      description =
          "Add users, or change them, by the hashes of their passwords: lines name:realm:hash, as"
              + " htdigest writes them (docs/edges.md). Others stay as they are.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Import implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    @Mixin private KafkaOption kafka;

    @Override
    public void run() {
      List<User> users = UserFile.read(file);
      UserStore store = new UserStore(kafka.bus(), InstantSource.system());
      Map<String, UserStore.Standing> before = store.all();
      List<User> news = new ArrayList<>();
      for (User user : users) {
        UserStore.Standing standing = before.get(UserStore.key(user.realm(), user.name()));
        if (standing == null || !isSame(standing.user(), user)) {
          news.add(user);
        }
      }
      ClusterTopics.publishSchemas(kafka.bus());
      store.put(news, before);
      spec.commandLine()
          .getOut()
          .printf("%d users read, %d are new or changed%n", users.size(), news.size());
    }

    private static boolean isSame(User one, User other) {
      return one.equals(
          new User(
              other.realm(),
              other.name(),
              one.version(),
              other.md5(),
              other.sha256(),
              other.sha512t256()));
    }
  }

  /// `switchlog users list`.
  @Command(name = "list", description = "List the users, a line each.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class ListAll implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private KafkaOption kafka;

    @Override
    public void run() {
      TextTable table = new TextTable("REALM", "NAME", "VERSION", "HASHES", "CHANGED");
      int users = 0;
      for (UserStore.Standing each :
          new UserStore(kafka.bus(), InstantSource.system()).all().values()) {
        User user = each.user();
        if (!user.isRemoved()) {
          users++;
          table.row(
              user.realm(),
              user.name(),
              Long.toString(user.version()),
              hashes(user),
              Times.moment(each.changed()));
        }
      }
      if (users == 0) {
        spec.commandLine().getOut().println("no users");
        return;
      }
      table.lines().forEach(spec.commandLine().getOut()::println);
    }

    private static String hashes(User user) {
      List<String> known = new ArrayList<>();
      if (user.md5() != null) {
        known.add(DigestAlgorithm.MD5.token());
      }
      if (user.sha256() != null) {
        known.add(DigestAlgorithm.SHA_256.token());
      }
      if (user.sha512t256() != null) {
        known.add(DigestAlgorithm.SHA_512_256.token());
      }
      return String.join(" ", known);
    }
  }
}
