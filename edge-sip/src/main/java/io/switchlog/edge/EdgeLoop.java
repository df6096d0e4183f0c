package io.switchlog.edge;

import io.netty.channel.EventLoop;
import io.switchlog.edge.bus.EdgeBus;
import io.switchlog.edge.core.Arrival;
import io.switchlog.edge.core.CallFinder;
import io.switchlog.edge.core.DnsType;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.core.Effects;
import io.switchlog.edge.core.PublishOutcome;
import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.switchlog.edge.transport.Dns;
import io.switchlog.edge.transport.Receiver;
import io.switchlog.edge.transport.SendFailure;
import io.switchlog.edge.transport.Sockets;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.wire.sip.ParseResult;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event loop with its core: the only thread that ever enters the core.
///
/// ```
/// sockets --read--> finder --own call--> core --effects--> sockets, bus
///                      +--another's--> mailbox of its loop
/// bus (commands, outcomes) ----------> mailbox --one turn--> core
/// ```
///
/// A turn - all that the sockets had, or all that the mailbox holds - ends with one flush of the
/// sockets and one look at when the core wants to be woken. That the bus has taken a fact wakes
/// nobody: it is looked at with the next turn, or after a while.
final class EdgeLoop implements Receiver, Effects {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeLoop.class);
  private static final long FINISH_SECONDS = 1;

  /// So many messages wait for a loop that did not read them itself: a few seconds' worth.
  private static final int MOST_WAITING = 20_000;

  private static final long BANS_TOLD_MILLIS = 1_000;
  private static final long REFUSALS_TOLD_MILLIS = 10_000;

  /// How long it may take until the core learns that a fact is on the bus.
  private static final long SWEEP_MILLIS = 50;

  private final EventLoop thread;
  private final EdgeClock clock;
  private final CallFinder finder;
  private final Queue<LongConsumer> mailbox = new ConcurrentLinkedQueue<>();

  /// Since when a turn is ordered that has not begun; 0: none is.
  private final AtomicLong orderedSinceMillis = new AtomicLong();

  /// Messages in the mailbox.
  private final AtomicInteger waiting = new AtomicInteger();

  private @Nullable Parts parts;
  private volatile boolean closing;
  private long wakeUpMillis = Long.MAX_VALUE;
  private volatile long load;

  /// Facts whose outcome the core has not been told. Of the loop's thread, as the next.
  private int untold;

  private boolean sweepOrdered;

  /// When it was last told of who is banned, and how many were not told of since.
  private long bansToldMillis;

  private int bansUntold;

  /// When it was last told that requests are refused, and how many were since.
  private long refusalsToldMillis;

  private int refusals;

  /// What the loop works with once everything is open.
  ///
  /// @param loops all loops of the edge
  /// @param owner the place of an aggregate's loop among them
  record Parts(
      EdgeCore core,
      Sockets sockets,
      EdgeBus bus,
      Dns dns,
      List<EdgeLoop> loops,
      ToIntFunction<String> owner) {
    EdgeLoop ownerOf(String aggregate) {
      return loops.get(owner.applyAsInt(aggregate));
    }
  }

  EdgeLoop(EventLoop thread, EdgeClock clock, CallFinder finder) {
    this.thread = thread;
    this.clock = clock;
    this.finder = finder;
  }

  /// Begins to take messages, and returns when it does. Those that came before were dropped: their
  /// senders repeat them.
  void begin(Parts complete) {
    thread.submit((Runnable) () -> parts = complete).syncUninterruptibly();
  }

  @Override
  public void received(byte[] message, Source source) {
    arrived(finder.read(message, source));
  }

  @Override
  public void broken(Source source, ParseResult.Malformed problem) {
    arrived(new Arrival.Garbage(new byte[0], source, problem));
    idle();
  }

  private void arrived(Arrival arrival) {
    Parts all = parts;
    if (all == null) {
      return;
    }
    EdgeLoop owner =
        switch (arrival) {
          case Arrival.OfCall ofCall -> all.ownerOf(ofCall.call().value());
          case Arrival.OfAddress ofAddress -> all.ownerOf(ofAddress.user());
          case Arrival.Foreign _, Arrival.Garbage _, Arrival.Keepalive _ -> this;
        };
    if (this.equals(owner)) {
      guard(now -> all.core.onArrival(now, arrival));
    } else if (!owner.takesInTurn(arrival)) {
      all.core.onOverrun();
    }
  }

  /// Takes a message that another loop has read.
  ///
  /// @return false where too many wait already: it is as if it had been lost on the way here
  private boolean takesInTurn(Arrival arrival) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    post(now -> {
      waiting.decrementAndGet();
      core().onArrival(now, arrival);
    });
    return true;
  }

  @Override
  public void idle() {
    Parts all = parts;
    if (all == null) {
      return;
    }
    all.sockets.flush();
    load = all.core.load();
    long next = all.core.nextWakeUpMillis();
    if (next < wakeUpMillis) {
      wakeUpMillis = next;
      long delay = Math.max(0, next - clock.millis());
      var _ = thread.schedule(() -> wake(next), delay, TimeUnit.MILLISECONDS);
    }
  }

  /// A wake-up that an earlier one has overtaken finds nothing due, which does no harm.
  private void wake(long orderedFor) {
    if (orderedFor == wakeUpMillis) {
      wakeUpMillis = Long.MAX_VALUE;
    }
    guard(now -> {
      core().onLate(now, now - orderedFor);
      core().onTimers(now);
    });
    idle();
  }

  /// Takes a command, from any thread.
  void command(CommandHead head, LegCommand command) {
    CommandHead here = new CommandHead(head.id(), clock.steady(head.deadline()));
    post(now -> core().onCommand(now, here, command));
  }

  /// As above.
  void command(CommandHead head, AnswerRequest command) {
    CommandHead here = new CommandHead(head.id(), clock.steady(head.deadline()));
    post(now -> core().onCommand(now, here, command));
  }

  void drain() {
    post(now -> core().drain());
  }

  /// Does what was posted before, and nothing any more: what an edge that closes cannot send is no
  /// failure of its peer's. Returns when it is done, or after a moment.
  void finish() {
    closing = true;
    Runnable last =
        () -> {
          try {
            turn();
          } finally {
            parts = null;
          }
        };
    thread.submit(last).awaitUninterruptibly(FINISH_SECONDS, TimeUnit.SECONDS);
  }

  /// Whether this thread is the loop's.
  boolean isCurrent() {
    return thread.inEventLoop();
  }

  /// Does something later that is no work of the core, unless the loop has ended by then.
  void after(long millis, Runnable work) {
    if (!thread.isShuttingDown()) {
      var _ = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
    }
  }

  long load() {
    return load;
  }

  private void post(LongConsumer work) {
    mailbox.add(work);
    if (orderedSinceMillis.get() == 0
        && orderedSinceMillis.compareAndSet(0, Math.max(1, clock.millis()))) {
      thread.execute(this::turn);
    }
  }

  private void turn() {
    long sinceMillis = orderedSinceMillis.getAndSet(0);
    if (sinceMillis > 0) {
      // What waited for longest: the age of the mailbox.
      guard(now -> core().onLate(now, now - sinceMillis));
    }
    LongConsumer work = mailbox.poll();
    while (work != null) {
      guard(work);
      work = mailbox.poll();
    }
    idle();
  }

  private EdgeCore core() {
    Parts all = parts;
    if (all == null) {
      throw new IllegalStateException("the loop takes no work before it began");
    }
    return all.core;
  }

  /// A bug in the core costs one message, never the loop.
  private void guard(LongConsumer work) {
    if (closing && parts == null) {
      return;
    }
    try {
      work.accept(clock.millis());
    } catch (RuntimeException bug) {
      LOG.error("a message or command could not be handled and was dropped", bug);
    }
  }

  @Override
  public void send(byte[] message, Target target, @Nullable String transaction) {
    Parts all = parts;
    if (all != null) {
      all.sockets.send(message, target, transaction == null ? null : tell(transaction));
    }
  }

  private Consumer<SendFailure> tell(String transaction) {
    return failure -> {
      if (!closing) {
        post(now -> failed(now, transaction, failure));
      }
    };
  }

  private void failed(long now, String transaction, SendFailure failure) {
    String text = String.valueOf(failure.getMessage());
    switch (failure.kind()) {
      case UNREACHABLE -> core().onTransportFailure(now, transaction, true, text);
      case NOT_SENT -> core().onTransportFailure(now, transaction, false, text);
      case CLOSED -> core().onConnectionClosed(now, transaction, text);
    }
  }

  @Override
  public boolean isOpen(String connection) {
    Parts all = parts;
    return all != null && all.sockets.isOpen(connection);
  }

  @Override
  public void watch(String connection, String name) {
    Parts all = parts;
    if (all != null) {
      all.sockets.watch(
          connection,
          () -> {
            if (!closing) {
              post(now -> core().onConnectionClosed(now, name, connection));
            }
          });
    }
  }

  @Override
  public void lookUp(String name, DnsType type, long token) {
    Parts all = parts;
    if (all != null) {
      all.dns
          .lookUp(name, type)
          .thenAccept(answer -> post(now -> core().onLookedUp(now, token, answer)));
    }
  }

  @Override
  public void publish(AggregateId aggregate, AggregateInput fact, boolean repeatable, long token) {
    Parts all = parts;
    if (all != null) {
      untold++;
      orderSweep();
      all.bus.publish(
          aggregate,
          fact,
          repeatable,
          new BusWriter.Outcome() {
            @Override
            public void done(@Nullable String error) {
              tell(token, error == null ? PublishOutcome.TAKEN : PublishOutcome.LOST);
            }

            @Override
            public void unknown(String error) {
              tell(token, PublishOutcome.UNKNOWN);
            }
          });
    }
  }

  private void tell(long token, PublishOutcome outcome) {
    LongConsumer news =
        now -> {
          untold--;
          core().onPublishOutcome(now, token, outcome);
        };
    if (outcome == PublishOutcome.TAKEN) {
      mailbox.add(news);
    } else {
      post(news);
    }
  }

  private void orderSweep() {
    if (!sweepOrdered) {
      sweepOrdered = true;
      var _ = thread.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    sweepOrdered = false;
    turn();
    if (untold > 0 && !closing) {
      orderSweep();
    }
  }

  @Override
  public boolean hasRoom() {
    Parts all = parts;
    return all != null && all.bus.hasRoom();
  }

  @Override
  public int partitionOf(AggregateId aggregate) {
    Parts all = parts;
    return all == null ? -1 : all.bus.partitionOf(aggregate);
  }

  @Override
  public boolean isBehind(int partition) {
    Parts all = parts;
    return all != null && all.bus.isBehind(partition);
  }

  @Override
  public boolean knowsUsers() {
    Parts all = parts;
    return all != null && all.bus.knowsUsers();
  }

  @Override
  public @Nullable User user(String realm, String name) {
    Parts all = parts;
    return all == null ? null : all.bus.user(realm, name);
  }

  /// One line a second at the most: whoever sends in others' names could fill the log.
  @Override
  public void banned(Source source, int seconds, String why) {
    long now = clock.millis();
    if (now < bansToldMillis + BANS_TOLD_MILLIS) {
      bansUntold++;
      return;
    }
    LOG.warn(
        "nothing of {} is heard outside dialogs for {} s: {} (over {}, listener {}); others banned"
            + " since the last such line: {}",
        source.host(),
        seconds,
        why,
        source.transport(),
        source.listener(),
        bansUntold);
    bansToldMillis = now;
    bansUntold = 0;
  }

  @Override
  public void refusing(String why) {
    refusals++;
    long now = clock.millis();
    if (now >= refusalsToldMillis + REFUSALS_TOLD_MILLIS) {
      LOG.warn(
          "requests are refused with 503 or 500 ({} since the last such line): {}", refusals, why);
      refusalsToldMillis = now;
      refusals = 0;
    }
  }

  @Override
  public void trace(CallId call, MessageTraced message) {
    Parts all = parts;
    if (all != null) {
      all.bus.trace(call, message);
    }
  }
}
