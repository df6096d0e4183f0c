package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.allinone.history.BusUnreachable;
import io.switchlog.allinone.history.EventText;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.allinone.request.RequestDesk;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.request.ControlRequest;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog hangup`.
@Command(name = "hangup", description = "End a call, whatever it is at, and tell how it went.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class HangUpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CALL",
      description = "The call's id, or a beginning of it that no other call has.")
  private String prefix;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the call's history.")
  private String reason;

  @Mixin private KafkaOption kafka;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    ClusterTopics.publishSchemas(kafka.bus());
    try (Interruption interruption = Interruption.ofThisThread();
        TopicReader reader = TopicReader.connect(kafka.bus())) {
      CallId call = goingOn(reader).call();
      String key = UUID.randomUUID().toString();
      FollowedCall followed = new FollowedCall(call, key, reader);
      new RequestDesk(kafka.bus(), InstantSource.system())
          .ask(call, new ControlRequest.HangUp(reason), key);
      // Whoever else has hung it up: it is over with this event.
      boolean over = followed.until(CallEnded.class::isInstance, out);
      if (!over && !followed.taken() && !interruption.told()) {
        // It may have ended while it was looked for.
        var _ = goingOn(reader);
        throw new BusUnreachable(
            "no node of call control has taken the request within "
                + TopicReader.PATIENCE.toSeconds()
                + " s; is one running? The call ends when one comes");
      }
    }
  }

  private Recorded goingOn(TopicReader reader) {
    Recorded call = ShowCommand.find(reader, prefix);
    if (call.summary().isEnded()) {
      throw new CommandRefused(
          "expected a call that goes on; "
              + call.call()
              + " is over: "
              + EventText.endOf(call.summary()));
    }
    return call;
  }
}
