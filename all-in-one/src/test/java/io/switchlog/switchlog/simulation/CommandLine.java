package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/// The commands of one node, in order: one whose schema is not known yet is waited for, and those
/// behind it wait too, as in `CommandReader`.
final class CommandLine {
  private static final int AGAIN_MILLIS = 50;

  private final VirtualTime time;
  private final BiConsumer<CommandRecord, TermMark> node;
  private final ArrayDeque<Said> line = new ArrayDeque<>();
  private boolean waits;

  private record Said(CommandRecord command, TermMark mark) {}

  /// @param node carries a command out, or does not know its schema
  CommandLine(VirtualTime time, BiConsumer<CommandRecord, TermMark> node) {
    this.time = time;
    this.node = node;
  }

  void arrived(CommandRecord command, TermMark mark) {
    line.add(new Said(command, mark));
    if (!waits) {
      drain();
    }
  }

  private void drain() {
    waits = false;
    while (!line.isEmpty()) {
      Said said = line.peek();
      try {
        node.accept(said.command, said.mark);
      } catch (UnknownSchema e) {
        waits = true;
        time.after(AGAIN_MILLIS, this::drain);
        return;
      }
      line.remove();
    }
  }
}
