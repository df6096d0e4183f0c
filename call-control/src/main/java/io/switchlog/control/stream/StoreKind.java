package io.switchlog.control.stream;

/// Where a partition's store lives between takeovers; its changelog is on the bus in both cases.
public enum StoreKind {
  /// On the heap: the least CPU, and a takeover without standby reads the whole changelog.
  MEMORY,
  /// RocksDB under the state folder: a restart on the same machine reads only what is new.
  DISK
}
