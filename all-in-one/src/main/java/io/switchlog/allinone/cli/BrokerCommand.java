package io.switchlog.allinone.cli;

import io.switchlog.allinone.broker.BrokerConfig;
import io.switchlog.allinone.broker.EmbeddedBroker;
import io.switchlog.allinone.dev.Lifetime;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `switchlog broker`.
@Command(name = "broker", description = "Run a Kafka broker for development, alone.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BrokerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "9092",
      description = "TCP port on 127.0.0.1, 0 for one that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DevCommand.DATA_FOLDER,
      description = "Where the log is kept. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(names = "--fresh", description = "Throw away first what an earlier broker left there.")
  private boolean fresh;

  @Override
  public void run() {
    try (Lifetime lifetime = new Lifetime()) {
      EmbeddedBroker broker =
          lifetime.add(EmbeddedBroker.start(new BrokerConfig(data, port, fresh)));
      spec.commandLine()
          .getOut()
          .printf("broker ready at %s, log in %s%n", broker.bootstrap(), data)
          .flush();
      lifetime.await();
    }
  }
}
