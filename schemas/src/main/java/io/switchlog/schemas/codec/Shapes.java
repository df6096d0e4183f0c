package io.switchlog.schemas.codec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// How Java types are laid out as Avro types; shared by the schemas and the bindings so that the
/// two cannot disagree.
final class Shapes {
  private Shapes() {}

  /// Whether a record is an identifier, written as its only component: one text or number, and no
  /// member of a sealed family (a union tells its members apart by their names).
  static boolean isIdentifier(Class<?> type) {
    if (!type.isRecord() || isFamilyMember(type)) {
      return false;
    }
    RecordComponent[] components = type.getRecordComponents();
    return components.length == 1
        && (components[0].getType() == String.class
            || components[0].getType() == int.class
            || components[0].getType() == long.class);
  }

  static boolean isFamilyMember(Class<?> type) {
    for (Class<?> face : type.getInterfaces()) {
      if (face.isSealed()) {
        return true;
      }
    }
    return false;
  }

  /// The records of a sealed interface, nested interfaces opened, in the order they are declared.
  static List<Class<?>> members(Class<?> sealed) {
    List<Class<?>> members = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        members.add(permitted);
      } else if (permitted.isSealed()) {
        members.addAll(members(permitted));
      } else {
        throw new IllegalArgumentException(
            "a family on the bus is made of records, found " + permitted.getName());
      }
    }
    return members;
  }

  /// `Reason` inside `RequestFailed` is `RequestFailedReason`: Avro has no nested names.
  static String schemaName(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : schemaName(outer) + type.getSimpleName();
  }

  static String namespace(Class<?> type) {
    return type.getPackageName();
  }
}
