package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.bus.CommandOrder;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.WriterSchemas;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/// The commands of one life of a node, as in `CommandReader`: those of the log in order, where one
/// whose schema is not known yet is waited for, and those behind it wait too; and those that are
/// pushed ahead of it.
final class CommandLine<B> {
  private static final int AGAIN_MILLIS = 50;

  private final World world;
  private final Family<CommandHead, B> family;
  private final WriterSchemas writers;
  private final Consumer<Envelope<CommandHead, B>> node;
  private final CommandOrder<Envelope<CommandHead, B>> order = new CommandOrder<>();
  private final ArrayDeque<Said> line = new ArrayDeque<>();
  private boolean waits;
  private boolean ended;

  private record Said(CommandRecord command, TermMark mark) {}

  /// @param node carries a command out
  CommandLine(
      World world,
      Family<CommandHead, B> family,
      WriterSchemas writers,
      Consumer<Envelope<CommandHead, B>> node) {
    this.world = world;
    this.family = family;
    this.writers = writers;
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
    while (!ended && !line.isEmpty()) {
      Said said = line.peek();
      try {
        List<Envelope<CommandHead, B>> due = order.logged(said.mark, read(said.command));
        if (due != null) {
          due.forEach(node);
        }
      } catch (UnknownSchema e) {
        waits = true;
        world.time().after(AGAIN_MILLIS, this::drain);
        return;
      }
      line.remove();
    }
  }

  /// What cannot be read is left to the log.
  void pushed(CommandRecord command, TermMark mark) {
    try {
      for (Envelope<CommandHead, B> due : order.pushed(mark, read(command))) {
        world.figures().pushed();
        node.accept(due);
      }
    } catch (UnknownSchema e) {
      // Its log says it again.
    }
  }

  private Envelope<CommandHead, B> read(CommandRecord command) {
    return family.decode(command.value().array(), writers);
  }

  /// The node is dead.
  void end() {
    ended = true;
  }
}
