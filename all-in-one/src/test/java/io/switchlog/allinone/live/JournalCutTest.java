package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A journal whose beginning somebody deleted. The calls that were decided on there are lost;
/// others go on being taken.
@Timeout(240)
class JournalCutTest {
  @TempDir Path folder;

  /// @param left how many records stay of each partition: an owner's last word, or not even that
  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void whoTakesOverGoesOnWithWhatIsLeft(int left) throws Exception {
    try (OneJvm platform = OneJvm.start(folder, Map.of(), RoutingRules.usual(List.of()))) {
      platform.callEcho();
      platform.endControl(0);
      platform.beginControl(1);
      platform.callEcho();
      platform.endControl(1);
      delete(platform, left);
      platform.beginControl(2);
      platform.callEcho();
    }
  }

  private static void delete(OneJvm platform, int left) throws Exception {
    try (Admin admin = Admin.create(platform.bus().properties(Map.of()))) {
      Map<TopicPartition, OffsetSpec> latest =
          IntStream.range(0, OneJvm.PARTITIONS)
              .boxed()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(Topics.CALLS_JOURNAL.name(), partition),
                      _ -> OffsetSpec.latest()));
      var ends = admin.listOffsets(latest).all().get();
      Map<TopicPartition, RecordsToDelete> deleted =
          ends.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      end -> RecordsToDelete.beforeOffset(end.getValue().offset() - left)));
      assertThat(deleted.values()).allMatch(each -> each.beforeOffset() > 0);
      admin.deleteRecords(deleted).all().get();
    }
  }
}
