package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.Lifetime;
import io.switchlog.media.MediaConfig;
import io.switchlog.media.MediaNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `switchlog media`.
@Command(name = "media", description = "Run a media node, alone.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunMedia implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private KafkaOption kafka;

  @Mixin private OrdinalOption ordinal;

  @Option(
      names = "--bind",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The local address for RTP; two, separated by a comma, for IPv4 and IPv6. Default:"
              + " ${DEFAULT-VALUE}.")
  private String bind;

  @Option(
      names = "--advertise",
      paramLabel = "HOST",
      description = "The address that legs send to, for each of --bind. Default: the same.")
  private @Nullable String advertise;

  @Option(
      names = "--ports",
      paramLabel = "A-B",
      defaultValue = "20000-29999",
      converter = PortRange.Converter.class,
      description = "The ports for RTP and RTCP. Default: ${DEFAULT-VALUE}.")
  private PortRange ports;

  @Option(
      names = "--report-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often a leg's quality is reported, 1 to 3600. Default: ${DEFAULT-VALUE}.")
  private int reportSeconds;

  @Option(
      names = "--loops",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that carry media, 1 to 256. Default: ${DEFAULT-VALUE}.")
  private int loops;

  @Override
  public void run() {
    String advertised = advertise == null ? bind : advertise;
    MediaConfig config =
        new MediaConfig(
            ordinal.value(),
            kafka.bootstrap(),
            bind,
            advertised,
            ports.min(),
            ports.max(),
            Duration.ofSeconds(reportSeconds),
            loops);
    try (Lifetime lifetime = new Lifetime()) {
      MediaNode media = lifetime.add(MediaNode.start(config));
      if (NodeStart.checkTopics(spec, kafka, "the node takes calls when it does")) {
        lifetime.awaitReady(media::isReady);
      }
      NodeStart.ready(
          spec,
          "media-" + ordinal.value(),
          advertised + " ports " + ports.min() + "-" + media.highestPort());
      NodeStart.untilReplaced(lifetime, media::isReplaced, "media-" + ordinal.value());
    }
  }
}
