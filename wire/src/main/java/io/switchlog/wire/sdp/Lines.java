package io.switchlog.wire.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What session level and media level have in common: looking through lines and replacing some.
final class Lines {
  private Lines() {}

  static <L extends Line> @Nullable L first(List<Line> lines, Class<L> kind) {
    for (Line line : lines) {
      if (kind.isInstance(line)) {
        return kind.cast(line);
      }
    }
    return null;
  }

  static <L extends Line> List<L> all(List<Line> lines, Class<L> kind) {
    List<L> found = new ArrayList<>();
    for (Line line : lines) {
      if (kind.isInstance(line)) {
        found.add(kind.cast(line));
      }
    }
    return found;
  }

  static @Nullable Attribute attribute(List<Line> lines, String name) {
    for (Line line : lines) {
      if (line instanceof Attribute attribute && attribute.name().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  static @Nullable Direction direction(List<Line> lines) {
    for (Line line : lines) {
      if (line instanceof Attribute attribute) {
        Direction direction = Direction.named(attribute.name());
        if (direction != null) {
          return direction;
        }
      }
    }
    return null;
  }

  /// Puts the line in place of the first connection line and drops further ones; where there was
  /// none, puts it behind the last line of the types that the grammar wants before it.
  static List<Line> withConnection(List<Line> lines, Connection connection, String typesBefore) {
    List<Line> changed = new ArrayList<>(lines.size() + 1);
    int place = 0;
    boolean replaced = false;
    for (Line line : lines) {
      if (line instanceof Connection) {
        if (!replaced) {
          changed.add(connection);
        }
        replaced = true;
      } else {
        changed.add(line);
        place = typesBefore.indexOf(line.type()) >= 0 ? changed.size() : place;
      }
    }
    if (!replaced) {
      changed.add(place, connection);
    }
    return changed;
  }

  static List<Line> withDirection(List<Line> lines, Direction direction) {
    List<Line> changed = withoutAttributes(lines, name -> Direction.named(name) != null);
    changed.add(Attribute.property(direction.attributeName()));
    return changed;
  }

  static List<Line> withoutAttributes(List<Line> lines, Predicate<String> name) {
    List<Line> changed = new ArrayList<>(lines.size() + 1);
    for (Line line : lines) {
      if (!(line instanceof Attribute attribute && name.test(attribute.name()))) {
        changed.add(line);
      }
    }
    return changed;
  }
}
