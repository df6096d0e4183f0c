package io.switchlog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/// Decoding goes as deep on the stack as values nest.
class NestingTest {
  private static final String CHAIN =
      """
      {"type": "record", "name": "Chain", "fields": [
        {"name": "next", "type": ["null", "Chain"], "default": null}]}
      """;

  @Test
  void noRecordOfOursNestsDeeperThanItsTypesSay() {
    for (Family<?, ?> family : Families.all()) {
      for (Schema schema : family.schemas().values()) {
        assertThat(Nesting.depth(schema)).as(schema.getFullName()).isLessThan(15);
      }
    }
  }

  @Test
  void aSchemaThatHoldsItselfIsNotTaken() {
    WriterSchemas writers = new WriterSchemas();
    Schema chain = new Schema.Parser().parse(CHAIN);
    assertThatThrownBy(() -> writers.add(CHAIN.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("found one that holds itself: Chain");
    assertThat(writers.find(org.apache.avro.SchemaNormalization.parsingFingerprint64(chain)))
        .isNull();
  }

  @Test
  void theSameRecordTwiceSideBySideIsFine() {
    String twice =
        """
        {"type": "record", "name": "Pair", "fields": [
          {"name": "one", "type": {"type": "record", "name": "Leaf", "fields": []}},
          {"name": "other", "type": {"type": "array", "items": "Leaf"}}]}
        """;
    new WriterSchemas().add(twice.getBytes(StandardCharsets.UTF_8));
    assertThat(Nesting.depth(new Schema.Parser().parse(twice))).isEqualTo(3);
  }
}
