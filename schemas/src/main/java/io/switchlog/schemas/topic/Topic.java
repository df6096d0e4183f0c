package io.switchlog.schemas.topic;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A topic of the platform.
///
/// @param name its name on the cluster
/// @param key what its records are keyed by, for people
/// @param value the families of its values
/// @param spread what its partitions stand for
/// @param retention how long records are kept, null for ever
/// @param compacted whether only the newest record of a key is kept
/// @param writers who writes it
/// @param readers who reads it
public record Topic(
    String name,
    String key,
    List<String> value,
    Spread spread,
    @Nullable Duration retention,
    boolean compacted,
    String writers,
    String readers) {

  /// What the partitions of a topic stand for.
  public enum Spread {
    /// The key's hash: as many partitions as all the other keyed topics that are read together.
    KEY,
    /// One partition for each node ordinal.
    NODE,
    /// One partition: few records that everybody reads.
    ONE
  }
}
