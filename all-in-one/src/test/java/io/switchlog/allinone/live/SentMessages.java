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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the edges sent, as they traced it.
final class SentMessages {
  private SentMessages() {}

  /// Requests and final responses that left more than once without being retransmissions: a command
  /// carried out twice.
  static List<String> sentTwice(String kafka) {
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
    if (times.isEmpty()) {
      throw new AssertionError("no sent message was traced");
    }
    return times.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(entry -> entry.getValue() + " times " + entry.getKey())
        .toList();
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
