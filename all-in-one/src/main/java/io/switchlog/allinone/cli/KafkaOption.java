package io.switchlog.allinone.cli;

import io.switchlog.schemas.bus.BusConfig;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `--kafka`, for every command that asks the bus.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class KafkaOption {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SWITCHLOG_KAFKA:-127.0.0.1:9092}",
      converter = Address.class,
      description =
          "The Kafka broker, or several separated by commas. Default: $SWITCHLOG_KAFKA, else"
              + " 127.0.0.1:9092.")
  private String kafka;

  String bootstrap() {
    return kafka;
  }

  BusConfig bus() {
    return new BusConfig(kafka);
  }

  /// Checks what Kafka's clients would take a stack trace to refuse.
  static final class Address implements ITypeConverter<String> {
    private static final Pattern ONE =
        Pattern.compile("(?:[^:,\\s\\[\\]]+|\\[[^,\\s]+]):(\\d{1,5})");

    @Override
    public String convert(String value) {
      for (String address : value.split(",", -1)) {
        var matcher = ONE.matcher(address);
        if (!matcher.matches()
            || Integer.parseInt(matcher.group(1)) < 1
            || Integer.parseInt(matcher.group(1)) > 65_535) {
          throw new TypeConversionException(
              "found \"" + value + "\", expected HOST:PORT such as 127.0.0.1:9092");
        }
      }
      return value;
    }
  }
}
