package io.switchlog.control.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;

/// What becomes of a record that the bus does not take. One that it never will take costs itself:
/// were its thread to die, the same decision would give the same record to the next one, for ever.
/// Any other fault stops the task before it commits, so that its inputs are decided again. Made by
/// Streams, from a class name.
public final class RefusedRecords implements ProductionExceptionHandler {
  /// The setting that holds the [ControlCounters] to count in.
  static final String COUNTERS = "switchlog.control.counters";

  private static final List<Class<? extends Exception>> FINAL =
      List.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidRecordException.class);

  private @Nullable ControlCounters counters;

  @Override
  public void configure(Map<String, ?> settings) {
    counters = settings.get(COUNTERS) instanceof ControlCounters given ? given : null;
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception fault) {
    return judge(record, fault);
  }

  Response judge(ProducerRecord<byte[], byte[]> record, Exception fault) {
    if (FINAL.stream().anyMatch(kind -> kind.isInstance(fault))) {
      if (counters != null) {
        counters.refusedRecord(text(record), fault);
      }
      return Response.resume();
    }
    return fault instanceof RetriableException ? Response.retry() : Response.fail();
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    return "a record of %d bytes for %s, key %s"
        .formatted(
            value == null ? 0 : value.length,
            record.topic(),
            key == null ? "none" : new String(key, StandardCharsets.UTF_8));
  }
}
