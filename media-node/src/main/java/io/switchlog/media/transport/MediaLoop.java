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
import io.switchlog.schemas.inbox.CallInput;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that owns a core and its sockets, and shares nothing with any other:
///
///     ┌─> what is due ──> commands, as many as wait ──> packets, or sleep until one of the three ─┐
///     └───────────────────────────────────────────────────────────────────────────────────────────┘
///
/// Packets that came before the commands are taken before them: a loop that got no processor for a
/// while would else close a port over packets that were in time, and report them as never come.
///
/// A command or packet that comes upon a bug ends its own call and no other.
public final class MediaLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);
  private static final int MOST_COMMANDS = 8_192;
  private static final long LONGEST_SLEEP_MILLIS = 1_000;

  /// Packets of one port that are taken before a turn's commands: more than a second of them, and
  /// an end for a port that is flooded.
  private static final int MOST_BEFORE_COMMANDS = 64;

  private final EpochClock clock = new EpochClock();
  private final BlockingQueue<Envelope<CommandHead, MediaCommand>> commands =
      new ArrayBlockingQueue<>(MOST_COMMANDS);
  private final RtpSockets sockets;
  private final MediaCore core;
  private final Thread thread;
  private volatile boolean closing;
  private volatile long legs;

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
        new NioSockets(bindAddresses, settings.ports().firstPort(), 2 * settings.ports().pairs());
    this.core = new MediaCore(settings, new Outlet(sockets, reports));
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  /// Sends by the sockets, says by the reports.
  private record Outlet(RtpSockets sockets, MediaReports reports) implements MediaOutlet {
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
    public void publish(CallId call, CallInput fact) {
      reports.publish(call, fact);
    }

    @Override
    public void publish(QualityMeasured quality) {
      reports.publish(quality);
    }
  }

  public void start() {
    thread.start();
  }

  /// Hands a command over, from any thread; waits while the loop has too many.
  public void submit(Envelope<CommandHead, MediaCommand> command) throws InterruptedException {
    commands.put(command);
    sockets.wakeUp();
  }

  /// How many legs the loop carries.
  public long legs() {
    return legs;
  }

  private void run() {
    RtpSockets.Receiver receiver = this::onPacket;
    while (!closing) {
      try {
        core.onTick(clock.micros());
        carryOutCommands(receiver);
        sockets.poll(sleepMillis(), receiver);
      } catch (IOException | RuntimeException e) {
        LOG.error("expected a turn of the media loop, found a bug; going on", e);
      }
    }
    core.releaseAll(clock.micros());
    sockets.close();
  }

  private void takeWhatCameBefore(RtpSockets.Receiver receiver) throws IOException {
    for (int turn = 0; turn < MOST_BEFORE_COMMANDS && sockets.poll(0, receiver) > 0; turn++) {
      core.onTick(clock.micros());
    }
  }

  /// Until none is left: taking packets uses up the wake-up of a command that comes meanwhile.
  private void carryOutCommands(RtpSockets.Receiver receiver) throws IOException {
    for (int waiting = commands.size(); waiting > 0; waiting = commands.size()) {
      takeWhatCameBefore(receiver);
      for (int i = 0; i < waiting; i++) {
        carryOut(commands.remove());
      }
      legs = core.legs();
    }
  }

  private void carryOut(Envelope<CommandHead, MediaCommand> command) {
    switch (command.body()) {
      case ApplyMediaPlan plan -> core.carryOut(clock.micros(), command.head(), plan);
    }
  }

  private void onPacket(int localPort, InetSocketAddress source, ByteBuffer packet) {
    try {
      core.onPacket(clock.micros(), localPort, source, packet);
    } catch (RuntimeException e) {
      LOG.error("a packet to port {} came upon a bug; its call is ended", localPort, e);
      core.quarantine(clock.micros(), localPort);
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
