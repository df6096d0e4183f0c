package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.allinone.dev.Lifetime;
import io.switchlog.control.ControlConfig;
import io.switchlog.control.ControlNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `switchlog control`.
@Command(name = "control", description = "Run an instance of call control, alone.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunControl implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private KafkaOption kafka;

  @Mixin private OrdinalOption ordinal;

  @Mixin private SecretOption secret;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that decide. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--standby",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many other instances keep a warm copy of each partition. Default: ${DEFAULT-VALUE}.")
  private int standby;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Where the stores are kept; rebuilt from the log where it is lost. Default:"
              + " .switchlog/control-ORDINAL.")
  private @Nullable Path stateDir;

  @Override
  public void run() {
    Path folder =
        stateDir == null ? DevCommand.DATA.resolve("control-" + ordinal.value()) : stateDir;
    ControlConfig config =
        new ControlConfig(
            ordinal.value(), kafka.bootstrap(), secret.secret(), folder, threads, standby);
    try (ClusterTopics topics = ClusterTopics.connect(kafka.bus())) {
      topics.check();
    }
    try (Lifetime lifetime = new Lifetime()) {
      ControlNode control = lifetime.add(ControlNode.start(config));
      lifetime.awaitReady(control::isRunning);
      NodeStart.ready(spec, "control-" + ordinal.value(), "");
      lifetime.await();
    }
  }
}
