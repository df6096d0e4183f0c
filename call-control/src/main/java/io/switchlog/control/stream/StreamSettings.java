package io.switchlog.control.stream;

import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.processor.assignment.assignors.StickyTaskAssignor;

/// The Kafka Streams settings of call control; the measurements behind them are in
/// docs/performance.md.
final class StreamSettings {
  private StreamSettings() {}

  /// All of them.
  ///
  /// @param log what is decided
  /// @param sessionMillis how long an owner may be silent before its partitions move
  static Properties of(
      BusConfig bus, Log log, String client, ShellConfig config, int sessionMillis) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, log.group());
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, client);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
    // Deterministic decisions make repeats harmless, so no transaction is paid for.
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    // The journal says what is decided; a commit only spares a successor some reading, and keeps
    // the deciding thread waiting for what is under way.
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // A poll returns as soon as there is a record; this bounds how often a take-over looks whether
    // it can go on. Where nothing is due, an owner's consumer waits for longer (OwnersConsumer).
    settings.put(StreamsConfig.POLL_MS_CONFIG, 20);
    // A task reads one partition, so there is no other to wait for. Left at its default, Streams
    // words a log message for every task at every turn, whether anybody reads it or not.
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    settings.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    // An input is never passed over because something failed on its way: the thread is replaced,
    // and the input decided again. A write that fails never gets here (OwnersProducer).
    settings.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DefaultProductionExceptionHandler.class);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    // Whoever followed a partition's journal becomes its owner: the store that stands for it is
    // empty, so that by its lag nobody would look warmer than another.
    settings.put(StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG, StickyTaskAssignor.class.getName());
    // A task waits for its history as long as that takes (OwnersConsumer).
    settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, Duration.ofDays(1).toMillis());
    // There is no global store; set because Streams warns where it is not.
    settings.put("processing.exception.handler.global.enabled", true);
    settings.put(producer(ProducerConfig.ACKS_CONFIG), "all");
    settings.put(producer(ProducerConfig.LINGER_MS_CONFIG), config.lingerMillis());
    // What gathers while a request is under way leaves in the next one (docs/adr/0003).
    settings.put(producer(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    settings.put(producer(ProducerConfig.BATCH_SIZE_CONFIG), 65_536);
    // The longest that a command is of use, and that a partition waits for its journal before it is
    // given up and taken over anew.
    settings.put(producer(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), config.deliveryMillis());
    settings.put(
        producer(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG),
        Math.min(10_000, config.deliveryMillis() - config.lingerMillis()));
    settings.put(main(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 1);
    settings.put(main(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(main(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionMillis);
    // Whoever takes over learns of it by the answer to its next heartbeat.
    settings.put(main(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), sessionMillis / 10);
    // A broker answers a connection's requests in their order: what a take-over asks waits behind a
    // fetch that waits for records, and a partition that is new is fetched after it. Where nothing
    // comes on any other partition of the thread, a take-over takes up to twice as much longer.
    settings.put(main(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 400);
    settings.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
    return bus.properties(settings);
  }

  private static String producer(String key) {
    return StreamsConfig.producerPrefix(key);
  }

  private static String main(String key) {
    return StreamsConfig.mainConsumerPrefix(key);
  }
}
