package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.Meaning;
import io.switchlog.schemas.command.Command;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.MediaCommand;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Ordered;

/// How a command is named and written. Its id follows from the input and the content: who decides
/// the same input to the same content gives the same id, whatever else it orders besides.
final class Ordering {
  private Ordering() {}

  static Ordered of(Cause cause, AddressedCommand order) {
    Command command = order.command();
    String id = cause.partition() + "." + cause.offset() + "/" + digest(command);
    CommandHead head = new CommandHead(id, order.deadline());
    byte[] value =
        switch (command) {
          case EdgeCommand edge -> Families.EDGE_COMMANDS.encode(head, edge);
          case MediaCommand media -> Families.MEDIA_COMMANDS.encode(head, media);
        };
    return new Ordered(command.getClass().getSimpleName(), id, order.target(), Bytes.of(value));
  }

  private static String digest(Command command) {
    return switch (command) {
      case EdgeCommand edge -> Meaning.of((Record) edge);
      case MediaCommand media -> Meaning.of((Record) media);
    };
  }
}
