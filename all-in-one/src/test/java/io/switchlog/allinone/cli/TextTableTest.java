package io.switchlog.allinone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void aColumnIsAsWideAsItsWidestWord() {
    TextTable table = new TextTable("A", "B");
    table.row("longer", "x");

    assertThat(table.lines()).containsExactly("A       B", "longer  x");
  }

  @Test
  void aLongWordIsCutAndDoesNotStretchTheTable() {
    TextTable table = new TextTable("A", "B");
    table.row("x".repeat(TextTable.WIDEST + 1), "y");

    assertThat(table.lines())
        .containsExactly(
            "A" + " ".repeat(TextTable.WIDEST + 1) + "B",
            "x".repeat(TextTable.WIDEST - 1) + "…  y");
  }
}
