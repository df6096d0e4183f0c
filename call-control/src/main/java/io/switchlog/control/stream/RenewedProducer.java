package io.switchlog.control.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/// A producer whose connection to the bus can be begun anew, as another one to the brokers. One
/// that has given records up counts on from them, and what it writes next may be refused for as
/// long as it lives (seen with 4.3.1: `OutOfOrderSequenceException` until the delivery times out).
///
/// Written to by one thread; without transactions.
class RenewedProducer implements Producer<byte[], byte[]> {
  private final Supplier<Producer<byte[], byte[]>> make;
  private volatile Producer<byte[], byte[]> current;
  private volatile int life;

  RenewedProducer(Supplier<Producer<byte[], byte[]>> make) {
    this.make = make;
    this.current = make.get();
  }

  /// How often it was begun anew.
  final int life() {
    return life;
  }

  /// What is under way is given up; whoever hears of it is in the next life already.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread
  final void renew() {
    life++;
    current.close(Duration.ZERO);
    current = make.get();
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return send(record, null);
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    return current.send(record, callback);
  }

  @Override
  public void flush() {
    current.flush();
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    return current.partitionsFor(topic);
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    return current.metrics();
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    return current.clientInstanceId(timeout);
  }

  @Override
  public void registerMetricForSubscription(KafkaMetric metric) {
    current.registerMetricForSubscription(metric);
  }

  @Override
  public void unregisterMetricFromSubscription(KafkaMetric metric) {
    current.unregisterMetricFromSubscription(metric);
  }

  @Override
  public void initTransactions() {
    throw withoutTransactions();
  }

  @Override
  public void beginTransaction() {
    throw withoutTransactions();
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    throw withoutTransactions();
  }

  @Override
  public void commitTransaction() {
    throw withoutTransactions();
  }

  @Override
  public void abortTransaction() {
    throw withoutTransactions();
  }

  private static UnsupportedOperationException withoutTransactions() {
    return new UnsupportedOperationException("call control writes without transactions (ADR 0008)");
  }

  @Override
  public void close() {
    current.close();
  }

  @Override
  public void close(Duration timeout) {
    current.close(timeout);
  }
}
