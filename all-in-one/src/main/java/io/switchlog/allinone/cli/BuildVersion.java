package io.switchlog.allinone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version that Maven built; a run from class files has none.
final class BuildVersion implements IVersionProvider {
  private static final String BUILT = "/META-INF/maven/io.switchlog/all-in-one/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream built = BuildVersion.class.getResourceAsStream(BUILT)) {
      Properties properties = new Properties();
      if (built != null) {
        properties.load(built);
      }
      return new String[] {
        "switchlog " + properties.getProperty("version", "(not packaged)"),
        "Java " + Runtime.version()
      };
    }
  }
}
