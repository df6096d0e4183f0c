package io.switchlog.allinone.config;

import io.switchlog.allinone.bus.OperatorProducer;
import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The users on the bus, each under its realm and name in `users`. Of two who change the same user
/// at once the last one in the log is right.
public final class UserStore {
  private static final NodeId WRITER = NodeId.control(0);

  private final BusConfig bus;
  private final InstantSource clock;

  public UserStore(BusConfig bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /// A user, or what is left of one who was removed.
  ///
  /// @param changed when that was said
  public record Standing(User user, Instant changed) {}

  /// All of them by `realm/name`, in the order of the alphabet.
  ///
  /// @throws io.switchlog.allinone.history.BusUnreachable if the bus does not answer
  public Map<String, Standing> all() {
    Map<String, Standing> all = new TreeMap<>();
    try (TopicReader reader = TopicReader.connect(bus)) {
      for (Stored<Origin, User> each : reader.read(Topics.USERS, Families.USERS, _ -> true)) {
        all.put(key(each.body()), new Standing(each.body(), each.at()));
      }
    }
    return all;
  }

  /// Says of users how they are from now on, each with the next version of its name.
  ///
  /// @param before as [#all] has it
  /// @throws io.switchlog.allinone.history.BusUnreachable if the bus does not take it
  public void put(List<User> users, Map<String, Standing> before) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (User user : users) {
      Standing standing = before.get(key(user));
      User next =
          new User(
              user.realm(),
              user.name(),
              standing == null ? 1 : standing.user.version() + 1,
              user.md5(),
              user.sha256(),
              user.sha512t256());
      Origin origin = new Origin(WRITER, clock.millis(), records.size() + 1, clock.instant());
      records.add(
          new ProducerRecord<>(
              Topics.USERS.name(),
              0,
              key(next).getBytes(StandardCharsets.UTF_8),
              Families.USERS.encode(origin, next)));
    }
    try (OperatorProducer producer = new OperatorProducer(bus, "users")) {
      var _ = producer.writeAll(records);
    }
  }

  private static String key(User user) {
    return key(user.realm(), user.name());
  }

  /// The key of a user.
  public static String key(String realm, String name) {
    return realm + '/' + name;
  }
}
