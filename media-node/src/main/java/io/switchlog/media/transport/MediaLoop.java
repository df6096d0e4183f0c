package io.switchlog.media.transport;

import io.switchlog.media.core.MediaCore;
import io.switchlog.media.core.MediaOutlet;
import io.switchlog.media.core.MediaReports;
import io.switchlog.media.core.MediaSettings;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.MediaCommand;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.QualityMeasured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that owns a core and its sockets, and shares nothing with any other:
///
///     ┌─> what is due ──> some commands, if any wait ──> packets, or sleep until one of the three ─┐
///     └────────────────────────────────────────────────────────────────────────────────────────────┘
///
/// Packets that came before the commands are taken before them: a loop that got no processor for a
/// while would else close a port over packets that were in time, and report them as never come. Only
/// so many commands are carried out in a turn: a burst of them, such as the calls of another node that
/// died, must not starve the packets of those who talk.
public final class MediaLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);
  private static final int MOST_COMMANDS = 8_192;
  private static final long LONGEST_SLEEP_MILLIS = LoopHealth.FRESH_MICROS / 4_000;

  /// Commands of one turn, and what they may take: a tenth of the time between two packets of a
  /// voice. One that takes longer is the last of its turn.
  private static final int MOST_COMMANDS_A_TURN = 64;

  private static final long MOST_COMMAND_MICROS = 2_000;

  /// Packets of one port that are taken before a turn's commands: more than a second of them, and
  /// an end for a port that is flooded.
  private static final int MOST_BEFORE_COMMANDS = 64;

  private final EpochClock clock = new EpochClock();
  private final LoopHealth health = new LoopHealth(clock.micros());
  private final BlockingQueue<Waiting> commands = new ArrayBlockingQueue<>(MOST_COMMANDS);
  private final RtpSockets sockets;
  private final MediaCore core;
  private final Thread thread;
  private volatile boolean closing;
  private volatile long legs;

  private record Waiting(long sinceMicros, Envelope<CommandHead, MediaCommand> command) {}

  /// A loop that does nothing until [#start].
  ///
  /// @param bindAddresses the local address for each family that is served
  public MediaLoop(
      String name,
      MediaSettings settings,
      Map<AddressFamily, InetAddress> bindAddresses,
      MediaReports reports)
      throws IOException {
    this.sockets =
        new NioSockets(
            bindAddresses, settings.ports().lowestPort(), settings.ports().highestPort());
    this.core = new MediaCore(settings, new Outlet(sockets, reports, new Refusals()));
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  /// Sends by the sockets, says by the reports.
  private record Outlet(RtpSockets sockets, MediaReports reports, Refusals refusals)
      implements MediaOutlet {
    @Override
    public void bug(CallId call, RuntimeException bug) {
      LOG.error("call {} came upon a bug, which hurts no other", call, bug);
    }

    @Override
    public boolean open(int rtpPort, AddressFamily family) {
      return sockets.open(rtpPort, family);
    }

    @Override
    public void close(int rtpPort) {
      sockets.close(rtpPort);
    }

    @Override
    public void send(int fromPort, ByteBuffer packet, InetSocketAddress to) {
      sockets.send(fromPort, packet, to);
    }

    @Override
    public void publish(CallId call, AggregateInput fact) {
      if (fact instanceof MediaPlanRefused refused) {
        refusals.tell(call, refused);
      }
      reports.publish(call, fact);
    }

    @Override
    public void note(CallId call, AggregateInput fact) {
      reports.note(call, fact);
    }

    @Override
    public void publish(QualityMeasured quality) {
      reports.publish(quality);
    }
  }

  public void start() {
    thread.start();
  }

  /// Hands a command over, from any thread; waits while the loop has too many. A dead loop takes
  /// none: its calls are planned elsewhere.
  public void submit(Envelope<CommandHead, MediaCommand> command) throws InterruptedException {
    Waiting waiting = new Waiting(clock.micros(), command);
    while (!health.isDead()
        && !commands.offer(waiting, LONGEST_SLEEP_MILLIS, TimeUnit.MILLISECONDS)) {
      // as long as the loop lives, there will be room
    }
    sockets.wakeUp();
  }

  /// Whether the loop does its work, for any thread. Once it is not so, for the node to be silent.
  public boolean isWell() {
    Waiting oldest = commands.peek();
    return health.isFresh(
        clock.micros(), oldest == null ? LoopHealth.NONE_WAITS : oldest.sinceMicros);
  }

  /// How many legs the loop carries.
  public long legs() {
    return legs;
  }

  private void run() {
    boolean asked = false;
    try {
      RtpSockets.Receiver receiver =
          (port, source, packet) -> core.onPacket(clock.micros(), port, source, packet);
      while (!closing) {
        turn(receiver);
      }
      core.releaseAll(clock.micros());
      asked = true;
    } catch (Error e) {
      // Nothing is certain after it, not even that this can be logged: say first that it is over.
      health.died();
      LOG.error("the media loop ends, and its node with it", e);
    } finally {
      if (!asked) {
        health.died();
      }
      sockets.close();
    }
  }

  private void turn(RtpSockets.Receiver receiver) {
    try {
      core.onTick(clock.micros());
      carryOutCommands(receiver);
      sockets.poll(commands.isEmpty() ? sleepMillis() : 0, receiver);
      health.turned(clock.micros());
    } catch (IOException | RuntimeException e) {
      LOG.error("expected a turn of the media loop, found a bug; going on", e);
    }
  }

  private void takeWhatCameBefore(RtpSockets.Receiver receiver) throws IOException {
    for (int turn = 0; turn < MOST_BEFORE_COMMANDS && sockets.poll(0, receiver) > 0; turn++) {
      core.onTick(clock.micros());
      health.turned(clock.micros());
    }
  }

  /// Commands that come while packets are taken wait for the next turn, for packets may have come
  /// before them, too. They are seen there: the wake-up that they gave may be used up.
  private void carryOutCommands(RtpSockets.Receiver receiver) throws IOException {
    int waiting = Math.min(commands.size(), MOST_COMMANDS_A_TURN);
    if (waiting == 0) {
      return;
    }
    takeWhatCameBefore(receiver);
    long end = clock.micros() + MOST_COMMAND_MICROS;
    for (int i = 0; i < waiting && (i == 0 || clock.micros() < end); i++) {
      carryOut(commands.remove().command);
    }
    health.carriedOut(clock.micros());
    legs = core.legs();
  }

  private void carryOut(Envelope<CommandHead, MediaCommand> command) {
    switch (command.body()) {
      case ApplyMediaPlan plan -> core.carryOut(clock.micros(), command.head(), plan);
    }
  }

  /// Until the next thing is due, in whole milliseconds and never short of it.
  private long sleepMillis() {
    long due = core.nextWakeUpMicros();
    if (due == Long.MAX_VALUE) {
      return LONGEST_SLEEP_MILLIS;
    }
    long micros = due - clock.micros();
    return Math.clamp((micros + 999) / 1_000, 0, LONGEST_SLEEP_MILLIS);
  }

  /// Ends all calls with their closing reports, then the thread.
  @Override
  public void close() {
    closing = true;
    sockets.wakeUp();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
