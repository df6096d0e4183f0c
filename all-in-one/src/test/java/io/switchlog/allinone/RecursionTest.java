package io.switchlog.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A decision depends on nothing but its inputs: not on how much stack is left. Nothing that reads
/// a peer's words or decides about them calls itself, by whatever way round, so no input makes it
/// go deeper than its code does.
///
/// Read from the class files: which method calls which, a lambda where it is made, an overridden
/// method as all that may stand in for it. What the codec of the bus does is bounded by the types
/// of its records (`codec.NestingTest`), what the engine of routing's expressions does by the
/// expression (`core.routing.StackTest`).
class RecursionTest {
  private static final String CODEC = "io/switchlog/schemas/codec/";
  private static final String OBJECT = "java/lang/Object";

  private final Map<String, Set<String>> calls = new TreeMap<>();
  private final Map<String, List<String>> standIns = new HashMap<>();

  @Test
  void nothingThatDecidesCallsItself() throws IOException {
    JavaClasses pure =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                "io.switchlog.wire", "io.switchlog.control.core", "io.switchlog.schemas");
    List<ClassModel> models = new ArrayList<>();
    for (JavaClass each : pure) {
      try (InputStream bytes = each.getSource().orElseThrow().getUri().toURL().openStream()) {
        models.add(ClassFile.of().parse(bytes.readAllBytes()));
      }
    }
    models.forEach(this::readFamily);
    models.forEach(this::readCalls);

    assertThat(calls).hasSizeGreaterThan(1_000);
    assertThat(recursive("io/switchlog/wire/")).as("parsers and protocol machines").isEmpty();
    assertThat(recursive("io/switchlog/control/core/")).as("decisions").isEmpty();
    assertThat(recursive(CODEC)).as("what is known to follow the records' types").isNotEmpty();
  }

  private void readFamily(ClassModel model) {
    String name = model.thisClass().asInternalName();
    model
        .superclass()
        .ifPresent(above ->
            standIns.computeIfAbsent(above.asInternalName(), _ -> new ArrayList<>()).add(name));
    model
        .interfaces()
        .forEach(above ->
            standIns.computeIfAbsent(above.asInternalName(), _ -> new ArrayList<>()).add(name));
  }

  private void readCalls(ClassModel model) {
    for (MethodModel method : model.methods()) {
      Set<String> called = new HashSet<>();
      calls.put(
          model.thisClass().asInternalName()
              + "."
              + method.methodName().stringValue()
              + method.methodType().stringValue(),
          called);
      method.code().ifPresent(code -> code.forEach(element -> readCall(element, called)));
    }
  }

  private void readCall(CodeElement element, Set<String> called) {
    if (element instanceof InvokeInstruction call) {
      add(
          called,
          call.owner().asInternalName(),
          "." + call.name().stringValue() + call.type().stringValue());
    } else if (element instanceof InvokeDynamicInstruction made) {
      for (ConstantDesc argument : made.bootstrapArgs()) {
        if (argument instanceof DirectMethodHandleDesc handle) {
          String owner = handle.owner().descriptorString();
          add(
              called,
              owner.substring(1, owner.length() - 1),
              "." + handle.methodName() + handle.lookupDescriptor());
        }
      }
    }
  }

  private void add(Set<String> called, String owner, String method) {
    if (called.add(owner + method) && !method.startsWith(".<init>") && !owner.equals(OBJECT)) {
      standIns.getOrDefault(owner, List.of()).forEach(each -> add(called, each, method));
    }
  }

  /// Methods of a package that come back to themselves.
  private Set<String> recursive(String where) {
    Set<String> found = new TreeSet<>();
    for (String method : calls.keySet()) {
      if (method.startsWith(where) && isReachedFrom(method)) {
        found.add(method);
      }
    }
    return found;
  }

  private boolean isReachedFrom(String method) {
    Set<String> seen = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(calls.getOrDefault(method, Set.of()));
    while (!next.isEmpty()) {
      String each = next.pop();
      if (each.equals(method)) {
        return true;
      }
      if (seen.add(each)) {
        next.addAll(calls.getOrDefault(each, Set.of()));
      }
    }
    return false;
  }
}
