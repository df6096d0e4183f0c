package io.switchlog.allinone.live;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/// What the edges sent, as they traced it.
final class SentMessages {
  private SentMessages() {}

  /// Requests and final responses that left more than once without being retransmissions: a command
  /// carried out twice. An edge gathers its traces before they leave, so the last of them are
  /// waited for: until there are some, and two readings a linger apart find as many.
  static List<String> sentTwice(String kafka) {
    AtomicReference<Map<String, Integer>> last = new AtomicReference<>(Map.of());
    Awaitility.await("sent messages to be traced, and no more to come")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> {
          Map<String, Integer> now = timesSent(kafka);
          return !now.isEmpty() && now.equals(last.getAndSet(now));
        });
    return last.get().entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(entry -> entry.getValue() + " times " + entry.getKey())
        .toList();
  }

  private static Map<String, Integer> timesSent(String kafka) {
    Map<String, Integer> times = new TreeMap<>();
    try (TopicReader reader = TopicReader.connect(new BusConfig(kafka))) {
      reader
          .read(Topics.SIP_TRACE, Families.TRACE, _ -> true)
          .forEach(record -> {
            MessageTraced traced = record.body();
            if (traced.direction() == MessageTraced.Direction.SENT
                && !traced.resent()
                && SipParser.parse(traced.message().array())
                    instanceof ParseResult.Parsed(SipMessage message)) {
              String name = name(message);
              if (!name.isEmpty()) {
                times.merge(name, 1, Integer::sum);
              }
            }
          });
    }
    return times;
  }

  private static String name(SipMessage message) {
    String transaction = message.cseq().method() + " " + message.via().branch();
    return switch (message) {
      case SipRequest _ -> transaction;
      case SipResponse response ->
          response.isFinal() ? response.status() + " to " + transaction : "";
    };
  }
}
