package io.switchlog.control.stream;

import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.topic.Log;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/// Streams' own clients, but for those that an owner's duties hang on.
final class OwnersClients extends DefaultKafkaClientSupplier {
  private final Log log;
  private final Histories<?> histories;
  private final Voices voices;
  private final Setbacks setbacks = new Setbacks(System::nanoTime);
  private final ControlCounters counters;
  private final CommandPusher pusher;

  OwnersClients(
      Log log,
      Histories<?> histories,
      Voices voices,
      ControlCounters counters,
      CommandPusher pusher) {
    this.log = log;
    this.pusher = pusher;
    this.histories = histories;
    this.voices = voices;
    this.counters = counters;
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new OwnersConsumer(config, log, histories, voices, setbacks, pusher);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new OwnersProducer(config, log, voices, setbacks, counters, pusher);
  }
}
