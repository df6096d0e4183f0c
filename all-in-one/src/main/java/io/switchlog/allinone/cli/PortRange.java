package io.switchlog.allinone.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `A-B`: the ports that a media node may use.
record PortRange(int min, int max) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

  /// Reads one.
  static final class Converter implements ITypeConverter<PortRange> {
    @Override
    public PortRange convert(String value) {
      Matcher matcher = TEXT.matcher(value);
      if (matcher.matches()) {
        int min = Integer.parseInt(matcher.group(1));
        int max = Integer.parseInt(matcher.group(2));
        if (min >= 1024 && min < max && max <= 65_535) {
          return new PortRange(min, max);
        }
      }
      throw new TypeConversionException(
          "found \""
              + value
              + "\", expected LOWEST-HIGHEST from 1024 to 65535 such as 20000-29999");
    }
  }
}
