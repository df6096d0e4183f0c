package io.switchlog.allinone.bus;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.bus.BusConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes records for somebody who waits: each write is over when the broker has it. For one
/// thread.
///
/// Every method throws [io.switchlog.allinone.history.BusUnreachable] where the bus does not do its
/// part within a few seconds.
public final class OperatorProducer implements AutoCloseable {
  private final BusConfig bus;
  private final KafkaProducer<byte[], byte[]> producer;

  /// @param client a name for the broker's logs
  public OperatorProducer(BusConfig bus, String client) {
    this.bus = bus;
    try {
      this.producer =
          new KafkaProducer<>(
              bus.properties(settings(client)),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  private static Map<String, Object> settings(String client) {
    return Map.of(
        ProducerConfig.CLIENT_ID_CONFIG, client,
        ProducerConfig.ACKS_CONFIG, "all",
        ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(TopicReader.PATIENCE.toMillis()),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000",
        ProducerConfig.LINGER_MS_CONFIG, "0");
  }

  /// Writes one record.
  ///
  /// @return its place
  public RecordMetadata write(ProducerRecord<byte[], byte[]> record) {
    return writeAll(List.of(record)).getFirst();
  }

  /// Writes records side by side.
  ///
  /// @return their places, in their order
  public List<RecordMetadata> writeAll(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      records.forEach(record -> sent.add(producer.send(record)));
      return sent.stream().map(OperatorProducer::await).toList();
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  /// How many partitions a topic has.
  public int partitions(String topic) {
    try {
      return producer.partitionsFor(topic).size();
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  private static RecordMetadata await(Future<RecordMetadata> record) {
    try {
      return Objects.requireNonNull(record.get());
    } catch (ExecutionException e) {
      throw new KafkaException("a record was not taken", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
