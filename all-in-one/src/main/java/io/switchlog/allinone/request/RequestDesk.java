package io.switchlog.allinone.request;

import io.switchlog.allinone.bus.OperatorProducer;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.request.ControlRequest;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.wire.token.CallKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Puts requests in call control's inbox. What becomes of one is in its call's events.
public final class RequestDesk {
  private static final NodeId DESK = NodeId.api(0);

  private final BusConfig bus;
  private final InstantSource clock;

  public RequestDesk(BusConfig bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /// The call that a request for one is about: the same for the same idempotency key.
  public static CallId callFor(String idempotencyKey) {
    return new CallId(CallKey.ofRequest(idempotencyKey));
  }

  /// Hands a request in.
  ///
  /// @param call of the request, by [#callFor] where it asks for one
  /// @throws io.switchlog.allinone.history.BusUnreachable if the bus does not take it: then it may
  ///   be handed in again under the same key
  public void ask(CallId call, ControlRequest request, String idempotencyKey) {
    Origin origin = new Origin(DESK, clock.millis(), 1, clock.instant());
    try (OperatorProducer producer = new OperatorProducer(bus, "requests")) {
      var _ =
          producer.write(
              new ProducerRecord<>(
                  Topics.CALLS_INBOX.name(),
                  call.value().getBytes(StandardCharsets.UTF_8),
                  Families.INBOX.encode(origin, new ControlRequested(request, idempotencyKey))));
    }
  }
}
