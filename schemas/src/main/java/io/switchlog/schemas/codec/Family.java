package io.switchlog.schemas.codec;

import io.switchlog.schemas.Envelope;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/// All the records that one head goes with, and how they are written: Avro's single-object
/// encoding, a marker of two bytes, the writer's schema's CRC-64-AVRO fingerprint in eight, the
/// head, the body. Safe for use by many threads.
public final class Family<H extends Record, B> {
  static final int HEADER_BYTES = 10;
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final String name;
  private final Binding head;
  private final Map<Class<?>, Member> byClass = new LinkedHashMap<>();
  private final Map<Long, Member> byFingerprint = new HashMap<>();
  private final Map<String, Member> byName = new HashMap<>();

  private record Member(Schema schema, long fingerprint, Binding body) {}

  private static final class Scratch {
    final AvroOutput output = new AvroOutput();
    @Nullable BinaryDecoder decoder;
  }

  /// @param body a sealed interface, or a single record
  Family(String name, Class<H> head, Class<B> body) {
    this.name = name;
    Bindings bindings = new Bindings();
    this.head = bindings.of(head);
    List<Class<?>> members = body.isSealed() ? Shapes.members(body) : List.of(body);
    for (Class<?> member : members) {
      Schema schema = SchemaOf.envelope(head, member);
      long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
      Member made = new Member(schema, fingerprint, bindings.of(member));
      byClass.put(member, made);
      byFingerprint.put(fingerprint, made);
      byName.put(schema.getFullName(), made);
    }
  }

  /// The family's name, as in the catalogue of topics.
  public String name() {
    return name;
  }

  /// The schema of each member, in the order they are declared.
  public Map<Class<?>, Schema> schemas() {
    Map<Class<?>, Schema> schemas = new LinkedHashMap<>();
    byClass.forEach((type, member) -> schemas.put(type, member.schema()));
    return schemas;
  }

  /// The bytes of a record; the same for equal records on any machine.
  public byte[] encode(H headValue, B bodyValue) {
    Member member = byClass.get(bodyValue.getClass());
    if (member == null) {
      throw new IllegalArgumentException(
          "expected a member of " + name + ", found " + bodyValue.getClass().getName());
    }
    AvroOutput output = SCRATCH.get().output;
    output.clear();
    output.octet(0xC3);
    output.octet(0x01);
    output.eight(member.fingerprint());
    head.write(headValue, output);
    member.body().write(bodyValue, output);
    return output.toBytes();
  }

  /// Reads a record of this build's schemas.
  ///
  /// @throws UnreadableRecord if the bytes are none
  public Envelope<H, B> decode(byte[] bytes) {
    return decode(bytes, WriterSchemas.NONE);
  }

  /// Reads a record that any version of the platform wrote.
  ///
  /// @param writers the schemas found on the bus
  /// @throws UnknownSchema if the writer's schema is not among them yet
  /// @throws WaitsForItsBuild if it says what this build has no words for
  /// @throws UnreadableRecord if the bytes are none
  public Envelope<H, B> decode(byte[] bytes, WriterSchemas writers) {
    long fingerprint = fingerprintOf(bytes);
    Member member = byFingerprint.get(fingerprint);
    if (member != null) {
      return read(member, bytes);
    }
    Schema writer = writers.find(fingerprint);
    if (writer == null) {
      throw new UnknownSchema(name, fingerprint);
    }
    Member reader = byName.get(writer.getFullName());
    if (reader == null) {
      throw stranger(writer);
    }
    return read(reader, Resolution.rewrite(bytes, writer, reader.schema()));
  }

  /// A member that this build does not know can be told from a record on the wrong topic by its
  /// head, which a family's records share.
  private UnreadableRecord stranger(Schema writer) {
    String found = "expected a record of " + name + ", found schema " + writer.getFullName();
    Schema.Field theirs = writer.getField("head");
    Schema ours = byName.values().iterator().next().schema();
    boolean ofThisFamily =
        theirs != null
            && theirs.schema().getFullName().equals(ours.getField("head").schema().getFullName())
            && Families.all().stream()
                .noneMatch(other -> other.byName.containsKey(writer.getFullName()));
    return ofThisFamily ? new WaitsForItsBuild(found) : new UnreadableRecord(found);
  }

  private long fingerprintOf(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
      throw new UnreadableRecord(
          "expected a record of "
              + name
              + " in single-object encoding (C3 01 and a fingerprint), found "
              + bytes.length
              + " bytes that do not begin so");
    }
    long fingerprint = 0;
    for (int i = 0; i < 8; i++) {
      fingerprint |= (bytes[2 + i] & 0xffL) << (8 * i);
    }
    return fingerprint;
  }

  @SuppressWarnings("unchecked")
  private Envelope<H, B> read(Member member, byte[] bytes) {
    Scratch scratch = SCRATCH.get();
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, scratch.decoder);
      scratch.decoder = decoder;
      Decoder in = decoder;
      return new Envelope<>((H) head.read(in), (B) member.body().read(in));
    } catch (IOException | RuntimeException e) {
      if (e instanceof UnreadableRecord unreadable) {
        throw unreadable;
      }
      throw new UnreadableRecord(
          "expected a whole "
              + member.schema().getName()
              + ", found one that is cut or garbled: "
              + e,
          e);
    }
  }
}
