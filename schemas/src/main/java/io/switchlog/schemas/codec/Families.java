package io.switchlog.schemas.codec;

import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.address.AddressBindings;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.MediaCommand;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.trace.MessageTraced;
import java.util.List;

/// Every family on the bus.
public final class Families {
  public static final Family<Origin, InboxRecord> INBOX =
      new Family<>("inbox", Origin.class, InboxRecord.class);
  public static final Family<JournalHead, JournalRecord> JOURNAL =
      new Family<>("journal", JournalHead.class, JournalRecord.class);
  public static final Family<Origin, Floor> FLOORS =
      new Family<>("floors", Origin.class, Floor.class);
  public static final Family<CommandHead, EdgeCommand> EDGE_COMMANDS =
      new Family<>("edge-commands", CommandHead.class, EdgeCommand.class);
  public static final Family<CommandHead, MediaCommand> MEDIA_COMMANDS =
      new Family<>("media-commands", CommandHead.class, MediaCommand.class);
  public static final Family<Origin, NodePresence> NODES =
      new Family<>("nodes", Origin.class, NodePresence.class);
  public static final Family<Origin, RoutingTable> CONFIG =
      new Family<>("config", Origin.class, RoutingTable.class);
  public static final Family<Origin, User> USERS = new Family<>("users", Origin.class, User.class);
  public static final Family<Origin, MessageTraced> TRACE =
      new Family<>("trace", Origin.class, MessageTraced.class);
  public static final Family<Origin, QualityMeasured> QUALITY =
      new Family<>("quality", Origin.class, QualityMeasured.class);

  public static final Family<Origin, AddressBindings> BINDINGS =
      new Family<>("bindings", Origin.class, AddressBindings.class);

  private Families() {}

  /// All of them.
  public static List<Family<?, ?>> all() {
    return List.of(
        INBOX,
        JOURNAL,
        FLOORS,
        EDGE_COMMANDS,
        MEDIA_COMMANDS,
        NODES,
        CONFIG,
        USERS,
        BINDINGS,
        TRACE,
        QUALITY);
  }
}
