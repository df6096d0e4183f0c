package io.switchlog.schemas.bus;

import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.WriterSchemas;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where those wait who miss a schema.
final class SchemaNews {
  private static final System.Logger LOG = System.getLogger(SchemaNews.class.getName());

  private final WriterSchemas writers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private final Set<Long> named = new HashSet<>();
  private int waiting;
  private boolean closed;

  SchemaNews(WriterSchemas writers) {
    this.writers = writers;
  }

  /// Waits until a schema is known.
  ///
  /// @return whether it is known now; false when the time is over or [#close] was called
  boolean await(UnknownSchema missing, Duration patience) throws InterruptedException {
    if (writers.knows(missing.fingerprint())) {
      return true;
    }
    lock.lock();
    try {
      if (named.add(missing.fingerprint())) {
        LOG.log(System.Logger.Level.WARNING, () -> missing.getMessage() + "; waiting for it");
      }
      waiting++;
      long left = patience.toNanos();
      while (!writers.knows(missing.fingerprint()) && !closed && left > 0) {
        left = told.awaitNanos(left);
      }
      return writers.knows(missing.fingerprint());
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  boolean isAwaited() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  void tell() {
    lock.lock();
    try {
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
