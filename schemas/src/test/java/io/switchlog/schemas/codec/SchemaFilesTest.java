package io.switchlog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;

/// The contract with readers elsewhere and with our own past. `-Dschemas.update=true` writes the
/// files of what is new; a released version's golden bytes are never written again.
class SchemaFilesTest {
  private static final Path SCHEMAS = Path.of("src/main/avro");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String VERSION = "0.1";
  private static final boolean UPDATE = Boolean.getBoolean("schemas.update");

  @Test
  void theCommittedSchemasAreTheOnesTheRecordsHave() throws IOException {
    Map<String, String> derived = new TreeMap<>();
    for (Family<?, ?> family : Families.all()) {
      for (Schema schema : family.schemas().values()) {
        derived.put(
            family.name() + "/" + schema.getName() + ".avsc",
            SchemaFormatter.format("json/pretty", schema) + "\n");
      }
    }
    if (UPDATE) {
      deleteAll(SCHEMAS);
      derived.forEach((name, text) -> write(SCHEMAS.resolve(name), text));
    }
    assertThat(readAll(SCHEMAS, ".avsc")).isEqualTo(derived);
  }

  @Test
  void goldenBytesOfEveryVersionAreReadByThisBuild() throws IOException {
    if (UPDATE) {
      writeGolden();
    }
    Map<String, String> golden = readAll(GOLDEN, ".hex");
    for (Family<?, ?> family : Families.all()) {
      for (Schema schema : family.schemas().values()) {
        assertThat(golden.keySet())
            .as("golden bytes of %s; run with -Dschemas.update=true", schema.getName())
            .anyMatch(name -> name.endsWith("/" + family.name() + "/" + schema.getName() + ".hex"));
      }
    }
    WriterSchemas bus = new WriterSchemas();
    readAll(GOLDEN, ".avsc")
        .values()
        .forEach(schema -> bus.add(schema.getBytes(StandardCharsets.UTF_8)));
    golden.forEach((name, hex) -> assertReadable(name, HexFormat.of().parseHex(hex.strip()), bus));
  }

  /// Never garbled, never something else: what an older build has no words for it says so.
  @Test
  void whatThisBuildWritesIsReadByEveryVersionBeforeOrWaitsForItsBuild() throws IOException {
    Map<String, String> golden = readAll(GOLDEN, ".avsc");
    for (Family<?, ?> family : Families.all()) {
      for (Map.Entry<Class<?>, Schema> member : family.schemas().entrySet()) {
        byte[] bytes = sample(family, member.getKey());
        golden.forEach((name, older) -> {
          Schema reader = new Schema.Parser().parse(older);
          if (reader.getFullName().equals(member.getValue().getFullName())) {
            try {
              assertThat(Resolution.rewrite(bytes, member.getValue(), reader)).isNotEmpty();
            } catch (WaitsForItsBuild e) {
              assertThat(e).as(name).hasMessageContaining("; it waits for its build");
            }
          }
        });
      }
    }
  }

  private static void assertReadable(String name, byte[] bytes, WriterSchemas bus) {
    String familyName = Path.of(name).getName(1).toString();
    Family<?, ?> family =
        Families.all().stream().filter(f -> f.name().equals(familyName)).findFirst().orElseThrow();
    Object body = family.decode(bytes, bus).body();
    assertThat(body.getClass().getSimpleName() + ".hex")
        .as(name)
        .isEqualTo(Path.of(name).getFileName().toString());
    if (name.startsWith(VERSION)) {
      assertThat(body).as(name).isEqualTo(Samples.of(body.getClass()));
    }
  }

  private static void writeGolden() {
    for (Family<?, ?> family : Families.all()) {
      family.schemas().forEach((type, schema) -> writeGolden(family, type, schema));
    }
  }

  @SuppressWarnings("unchecked")
  private static <H extends Record, B> byte[] sample(Family<H, B> family, Class<?> type) {
    return family.encode((H) FamilyTest.sampleHead(family), (B) Samples.of(type));
  }

  private static void writeGolden(Family<?, ?> family, Class<?> type, Schema schema) {
    byte[] bytes = sample(family, type);
    Path base = GOLDEN.resolve(VERSION).resolve(family.name());
    write(base.resolve(schema.getName() + ".hex"), HexFormat.of().formatHex(bytes) + "\n");
    write(base.resolve(schema.getName() + ".avsc"), schema + "\n");
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> readAll(Path folder, String suffix) throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    for (Path file : filesUnder(folder)) {
      if (file.toString().endsWith(suffix)) {
        files.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static void deleteAll(Path folder) throws IOException {
    for (Path file : filesUnder(folder)) {
      Files.delete(file);
    }
  }

  private static List<Path> filesUnder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return List.copyOf(new TreeSet<>(files.filter(Files::isRegularFile).toList()));
    }
  }
}
