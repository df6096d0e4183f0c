package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.allinone.history.BusUnreachable;
import io.switchlog.allinone.history.CallSummary;
import io.switchlog.allinone.history.EventText;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.allinone.request.RequestDesk;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.request.ControlRequest;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog call`.
@Command(
    name = "call",
    description =
        "Make a call: ring FROM, and when it answers connect it with TO. Tells what happens, and ends"
            + " with the call. Exits with 1 where it was not answered.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CallCommand implements Callable<Integer> {
  static final int NOT_ANSWERED = 1;

  private static final int LONGEST_RING_SECONDS = 3_600;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FROM",
      description = "Who is rung first: a SIP URI, or what a rule dials.")
  private String from;

  @Parameters(
      paramLabel = "TO",
      description = "Who it is connected with: a SIP URI, or what the routing table makes of it.")
  private String to;

  @Option(
      names = "--caller-id",
      paramLabel = "USER",
      description = "Whom FROM sees calling. Default: TO.")
  private @Nullable String callerId;

  @Option(
      names = "--ring",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "How long FROM may ring, 1 to " + LONGEST_RING_SECONDS + ". Default: the table's time.")
  private int ringSeconds;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "An idempotency key: the same request under the same key makes one call, however often it"
              + " is made while the call goes on, and for a minute after. Default: a new one.")
  private @Nullable String key;

  @Option(names = "--detach", description = "Print the call's id, and do not wait for it.")
  private boolean detach;

  @Mixin private KafkaOption kafka;

  @Override
  public Integer call() {
    check();
    String idempotencyKey = key == null ? UUID.randomUUID().toString() : key;
    CallId call = RequestDesk.callFor(idempotencyKey);
    ControlRequest request = new ControlRequest.Originate(from, to, callerId, ringSeconds);
    PrintWriter out = spec.commandLine().getOut();
    ClusterTopics.publishSchemas(kafka.bus());
    try (Interruption interruption = Interruption.ofThisThread();
        TopicReader reader = TopicReader.connect(kafka.bus())) {
      Recorded before = key == null ? null : madeBefore(reader, call);
      if (before != null) {
        return tell(before, request, out);
      }
      FollowedCall followed = new FollowedCall(call, idempotencyKey, reader);
      new RequestDesk(kafka.bus(), InstantSource.system()).ask(call, request, idempotencyKey);
      out.println(detach ? call.value() : "call " + call.value());
      out.flush();
      if (detach) {
        return ExitCode.OK;
      }
      boolean ended = followed.until(event -> isLast(event, request), out);
      if (!ended && !followed.taken() && !interruption.told()) {
        throw new BusUnreachable(
            "no node of call control has taken the request within "
                + TopicReader.PATIENCE.toSeconds()
                + " s; is one running? If one comes within some seconds, the call is still made");
      }
      if (followed.refusal() != null) {
        throw new CommandRefused("not done: " + followed.refusal());
      }
      return report(followed.summary(), out);
    }
  }

  private static boolean isLast(CallEvent event, ControlRequest request) {
    return event instanceof CallEnded
        || (event instanceof ControlRefused refused && refused.request().equals(request));
  }

  private void check() {
    if (ringSeconds < 0 || ringSeconds > LONGEST_RING_SECONDS) {
      throw new ParameterException(
          spec.commandLine(),
          "--ring: found " + ringSeconds + ", expected 1 to " + LONGEST_RING_SECONDS);
    }
    check("FROM", from, ControlRequest.LONGEST_PARTY);
    check("TO", to, ControlRequest.LONGEST_PARTY);
    check("--caller-id", callerId, ControlRequest.LONGEST_PARTY);
    check("--key", key, ControlRequest.LONGEST_KEY);
  }

  private void check(String name, @Nullable String text, int longest) {
    if (text != null && (text.isBlank() || !ControlRequest.isLine(text, longest))) {
      throw new ParameterException(
          spec.commandLine(),
          name
              + ": found "
              + text.length()
              + " characters, expected 1 to "
              + longest
              + " on one line, not only blanks");
    }
  }

  /// The call that was made under the key and goes on, or ended lately: it is not made again.
  private static @Nullable Recorded madeBefore(TopicReader reader, CallId call) {
    List<Recorded> lives = Recorded.find(reader, call.value());
    Recorded latest = lives.isEmpty() ? null : lives.getLast();
    Instant ended = latest == null ? null : latest.summary().ended();
    boolean isForgotten =
        ended != null && ended.plus(EndedCall.RETENTION).isBefore(InstantSource.system().instant());
    return isForgotten ? null : latest;
  }

  private int tell(Recorded before, ControlRequest request, PrintWriter out) {
    boolean isSame =
        before.inOrder().stream()
            .anyMatch(event ->
                event.body() instanceof CallOriginated origin && origin.request().equals(request));
    if (!isSame) {
      throw new CommandRefused(
          "--key: expected a key of its own, found that of another request, which made call "
              + before.call());
    }
    if (detach) {
      out.println(before.call().value());
      return ExitCode.OK;
    }
    out.println("call " + before.call() + ", made before under this key");
    before.inOrder().stream().map(FollowedCall::line).forEach(out::println);
    return report(before.summary(), out);
  }

  private static int report(CallSummary call, PrintWriter out) {
    if (!call.isEnded()) {
      out.println("the call goes on; switchlog hangup " + call.id() + " ends it");
    } else {
      out.println(
          "ended: "
              + EventText.endOf(call)
              + (call.answered() == null ? "" : "; connected for " + Times.span(call.talk())));
    }
    return call.answered() == null && call.isEnded() && !wasConnectedElsewhere(call)
        ? NOT_ANSWERED
        : ExitCode.OK;
  }

  /// Whether who was rung talked in another call, whose record says with whom: a parked party's.
  private static boolean wasConnectedElsewhere(CallSummary call) {
    return call.outcome() != null && call.outcome().cause() == EndCause.HANDED_OVER;
  }
}
