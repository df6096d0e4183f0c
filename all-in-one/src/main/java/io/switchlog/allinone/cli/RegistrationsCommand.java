package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.AddressBindings;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog registrations`.
@Command(
    name = "registrations",
    description =
        "List who is registered, a line a phone: how it is reached, and for how long still. What it"
            + " reads follows the journal by milliseconds.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RegistrationsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "USER",
      description = "Only this user, NAME or NAME@REALM.")
  private @Nullable String user;

  @Mixin private KafkaOption kafka;

  @Override
  public void run() {
    UserAddress wanted = user == null ? null : UserAddress.named(user);
    if (user != null && wanted == null) {
      throw new CommandRefused("USER: found \"" + user + "\", expected NAME or NAME@REALM");
    }
    Map<UserAddress, AddressBindings> newest = new TreeMap<>();
    try (TopicReader reader = TopicReader.connect(kafka.bus())) {
      String key = wanted == null ? null : wanted.aggregate().value();
      reader
          .read(
              Topics.ADDRESSES_BINDINGS,
              Families.BINDINGS,
              found -> key == null || key.equals(found))
          .forEach(each -> newest.put(each.body().address(), each.body()));
    }
    print(newest, spec.commandLine().getOut());
  }

  private static void print(Map<UserAddress, AddressBindings> newest, PrintWriter out) {
    Instant now = Instant.now();
    TextTable table = new TextTable("USER", "CONTACT", "OVER", "EDGE", "Q", "LEFT", "PHONE");
    boolean any = false;
    for (AddressBindings address : newest.values()) {
      for (ContactBinding binding : address.bindings()) {
        if (binding.expires().isAfter(now)) {
          any = true;
          table.row(
              address.address().toString(),
              binding.contact(),
              binding.flow().transport()
                  + " "
                  + binding.flow().host()
                  + ":"
                  + binding.flow().port(),
              binding.flow().edge().toString(),
              "%.1f".formatted(binding.priority() / 1_000.0),
              Times.span(Duration.between(now, binding.expires())),
              binding.userAgent() == null ? "" : binding.userAgent());
        }
      }
    }
    if (any) {
      table.lines().forEach(out::println);
    } else {
      out.println("nobody is registered");
    }
  }
}
