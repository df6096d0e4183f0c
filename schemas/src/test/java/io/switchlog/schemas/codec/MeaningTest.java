package io.switchlog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegResumed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

public class MeaningTest {
  public record Stop(String host, int port) {}

  public record StopWithZone(String host, @Nullable String zone, int port) {}

  public record Trip(CallId call, List<Stop> stops, Map<String, Long> tolls) {}

  public record TripAsOfNextYear(
      @Nullable Duration pause,
      CallId call,
      List<StopWithZone> stops,
      Map<String, Long> tolls,
      @Nullable List<String> guests) {}

  private static final CallId CALL = new CallId("c1");

  private static String nextYear(
      @Nullable Duration pause, @Nullable String zone, @Nullable List<String> guests) {
    return Meaning.of(
        new TripAsOfNextYear(
            pause, CALL, List.of(new StopWithZone("a", zone, 7)), Map.of("x", 1L), guests));
  }

  @Test
  void aNullableComponentMoreSaysNothingUntilItIsFilled() {
    String before =
        Meaning.of(new Trip(CALL, List.of(new Stop("a", 7)), new TreeMap<>(Map.of("x", 1L))));
    assertThat(nextYear(null, null, null)).isEqualTo(before);
    assertThat(
            Set.of(
                before,
                nextYear(Duration.ofMillis(1), null, null),
                nextYear(null, "z", null),
                nextYear(null, "", null),
                nextYear(null, null, List.of()),
                nextYear(null, null, List.of("b"))))
        .hasSize(6);
  }

  @Test
  void everyValueOfEveryRecordOnTheBusCounts() {
    for (Family<?, ?> family : Families.all()) {
      for (Class<?> type : family.schemas().keySet()) {
        Object sample = Samples.of(type);
        List<Object> changed = Changes.of(sample);
        Set<String> digests = new HashSet<>();
        for (Object each : changed) {
          digests.add(Meaning.of((Record) each));
        }
        assertThat(digests)
            .as(type.getName())
            .hasSameSizeAs(new HashSet<>(changed))
            .doesNotContain(Meaning.of((Record) sample));
      }
    }
  }

  @Test
  void whatIsEqualIsOneDigestInWhateverOrderItsMapWasFilled() {
    Map<String, Long> tolls = new HashMap<>();
    for (int i = 99; i >= 0; i--) {
      tolls.put("toll-" + i, (long) i);
    }
    assertThat(Meaning.of(new Trip(CALL, List.of(), new TreeMap<>(tolls))))
        .isEqualTo(Meaning.of(new Trip(CALL, List.of(), tolls)));
  }

  @Test
  void membersOfAFamilyAreToldApartByTheirNames() {
    LegId leg = new LegId(1);
    assertThat(Meaning.of(new LegHeld(leg))).isNotEqualTo(Meaning.of(new LegResumed(leg)));
  }

  public record Flat(String a, String b) {}

  @Test
  void neighboursDoNotRunTogether() {
    assertThat(Meaning.of(new Flat("ab", "c"))).isNotEqualTo(Meaning.of(new Flat("a", "bc")));
  }

  public record Moment(Instant at) {}

  /// The bus keeps milliseconds: what is finer is lost on the way and must not count before it.
  @Test
  void momentsCountAsOnTheBus() {
    Instant at = Instant.ofEpochMilli(1_800_000_000_000L);
    assertThat(Meaning.of(new Moment(at.plusNanos(999_999))))
        .isEqualTo(Meaning.of(new Moment(at)))
        .isNotEqualTo(Meaning.of(new Moment(at.plusMillis(1))));
  }

  /// Ids on the bus follow from these: a build that digests otherwise orders everything anew. The
  /// value was computed apart from this code.
  @Test
  void theDigestIsTheSameInEveryBuild() {
    String digest =
        Meaning.of(new Trip(CALL, List.of(new Stop("é", 7)), Map.of("b", -1L, "a", 1L << 40)));
    assertThat(digest).isEqualTo("i4qwyq7ltekhw2o4ap5gybr364").matches("[a-z2-7]{26}");
  }

  public record Odd(StringBuilder text) {}

  @Test
  void whatMayNotBeOnTheBusHasNoDigest() {
    assertThatThrownBy(() -> Meaning.of(new Odd(new StringBuilder())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no meaning is known of java.lang.StringBuilder");
  }
}
