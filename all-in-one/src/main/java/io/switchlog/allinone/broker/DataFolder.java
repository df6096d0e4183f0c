package io.switchlog.allinone.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The folder of one broker, held by one process at a time:
///
///     FOLDER/broker.lock   locked while a broker runs
///     FOLDER/kafka/        the broker's own; the only thing that emptying removes
///
/// Kafka has a lock too, but finds it held only after it has begun to start, and says so in a stack trace.
final class DataFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;

  private DataFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// @throws BrokerStartException where the folder cannot be written, or another broker has it
  static DataFolder claim(Path folder) {
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new BrokerStartException("folder " + folder + " is in use by another broker");
      }
      var claimed = new DataFolder(folder, channel);
      Files.createDirectories(claimed.log());
      if (!Files.isWritable(claimed.log())) {
        channel.close();
        throw new BrokerStartException("folder " + claimed.log() + " cannot be written");
      }
      return claimed;
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw new BrokerStartException(
          "folder " + folder + " cannot be used for the broker: " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel, IOException reason) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /// Where Kafka keeps its log, its metadata included.
  Path log() {
    return folder.resolve("kafka");
  }

  /// Counted up when what is in the log cannot be read by the build that comes.
  private static final String LAYOUT = "2";

  /// Notes which builds can read what is in the log.
  void stamp() {
    try {
      Files.writeString(folder.resolve("layout"), LAYOUT);
    } catch (IOException e) {
      throw new BrokerStartException("folder " + folder + " cannot be written: " + e, e);
    }
  }

  /// @throws BrokerStartException where the log was begun by a build whose records this one cannot
  ///   read
  void checkStamp() {
    Path stamp = folder.resolve("layout");
    try {
      String found = Files.exists(stamp) ? Files.readString(stamp).strip() : "1";
      if (!found.equals(LAYOUT)) {
        throw new BrokerStartException(
            "folder %s has calls of another build: expected layout %s, found %s; begin anew with --fresh, or name another folder with --data"
                .formatted(folder, LAYOUT, found));
      }
    } catch (IOException e) {
      throw new BrokerStartException("folder " + folder + " cannot be read: " + e, e);
    }
  }

  boolean isFormatted() {
    return Files.exists(log().resolve("meta.properties"));
  }

  void empty() {
    try (var files = Files.walk(log())) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(log())) {
          Files.delete(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new BrokerStartException(
          "folder " + log() + " cannot be emptied: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
