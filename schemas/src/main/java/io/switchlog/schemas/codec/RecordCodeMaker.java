package io.switchlog.schemas.codec;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.apache.avro.io.Decoder;

/// Generates the [RecordCode] of a type of record. For a record `Armed(String name, long generation,
/// Instant due)` it is what this would be compiled to:
///
///     public void write(Object record, AvroOutput out) {
///       b0.write(((Armed) record).name(), out);
///       out.number(((Armed) record).generation());
///       b2.write(((Armed) record).due(), out);
///     }
///
/// Each place calls one binding and no other, so that the compiler can look through it; method
/// handles that are not constants cost a sixth of a deciding thread (docs/performance.md).
final class RecordCodeMaker {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassDesc OUTPUT = describe(AvroOutput.class);
  private static final ClassDesc DECODER = describe(Decoder.class);
  private static final ClassDesc BINDING = describe(Binding.class);
  private static final ClassDesc CODE = describe(RecordCode.class);
  private static final ClassDesc FAULT = describe(RuntimeException.class);

  /// Made once a type, whoever binds it.
  private static final ClassValue<MethodHandle> CONSTRUCTORS =
      new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
          return new RecordCodeMaker(type).constructor();
        }
      };

  private final Class<?> type;
  private final ClassDesc record;
  private final ClassDesc self;
  private final List<RecordComponent> components;

  private RecordCodeMaker(Class<?> type) {
    if (!Modifier.isPublic(type.getModifiers())) {
      throw new IllegalArgumentException("a record on the bus is public, found " + type.getName());
    }
    this.type = type;
    this.record = describe(type);
    this.self =
        ClassDesc.of(
            RecordCodeMaker.class.getPackageName(), Shapes.schemaName(type) + "RecordCode");
    this.components = List.of(type.getRecordComponents());
  }

  /// The code of a type of record.
  ///
  /// @param bindings how its components are written and read, in their order
  static RecordCode of(Class<?> type, Binding[] bindings) {
    try {
      return (RecordCode) CONSTRUCTORS.get(type).invokeExact(bindings);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("the code of " + type.getName() + " cannot be made", e);
    }
  }

  private MethodHandle constructor() {
    byte[] bytes =
        ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofClassLoading(LOOKUP)))
            .build(self, this::members);
    try {
      MethodHandles.Lookup made = LOOKUP.defineHiddenClass(bytes, true);
      return made.findConstructor(
              made.lookupClass(), MethodType.methodType(void.class, Binding[].class))
          .asType(MethodType.methodType(RecordCode.class, Binding[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "a record on the bus is public with a public constructor, found " + type.getName(), e);
    }
  }

  private void members(ClassBuilder into) {
    into.withFlags(ACC_FINAL | ACC_SUPER).withInterfaceSymbols(CODE);
    for (int i = 0; i < components.size(); i++) {
      into.withField(binding(i), BINDING, ACC_PRIVATE | ACC_FINAL);
    }
    into.withMethodBody(
            INIT_NAME, MethodTypeDesc.of(CD_void, BINDING.arrayType()), 0, this::construct)
        .withMethodBody(
            "write", MethodTypeDesc.of(CD_void, CD_Object, OUTPUT), ACC_PUBLIC, this::write)
        .withMethodBody("read", MethodTypeDesc.of(CD_Object, DECODER), ACC_PUBLIC, this::read)
        .withMethodBody(
            "components",
            MethodTypeDesc.of(CD_Object.arrayType(), CD_Object),
            ACC_PUBLIC,
            this::components);
  }

  private void construct(CodeBuilder code) {
    code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void);
    for (int i = 0; i < components.size(); i++) {
      code.aload(0).aload(1).loadConstant(i).aaload().putfield(self, binding(i), BINDING);
    }
    code.return_();
  }

  private void write(CodeBuilder code) {
    for (int i = 0; i < components.size(); i++) {
      Class<?> kind = components.get(i).getType();
      if (kind.isPrimitive()) {
        code.aload(2);
        component(code, i);
        writePrimitive(code, kind);
      } else {
        code.aload(0).getfield(self, binding(i), BINDING);
        component(code, i);
        code.aload(2)
            .invokeinterface(BINDING, "write", MethodTypeDesc.of(CD_void, CD_Object, OUTPUT));
      }
    }
    code.return_();
  }

  private void writePrimitive(CodeBuilder code, Class<?> kind) {
    if (kind == boolean.class) {
      code.invokevirtual(OUTPUT, "truth", MethodTypeDesc.of(CD_void, CD_boolean));
    } else if (kind == double.class) {
      code.invokevirtual(OUTPUT, "fraction", MethodTypeDesc.of(CD_void, CD_double));
    } else {
      if (kind == int.class) {
        code.i2l();
      } else if (kind != long.class) {
        throw unknown(kind);
      }
      code.invokevirtual(OUTPUT, "number", MethodTypeDesc.of(CD_void, CD_long));
    }
  }

  /// Everything is read before the constructor is called, so that what it throws can be told from
  /// what the reading throws.
  private void read(CodeBuilder code) {
    int[] slots = new int[components.size()];
    for (int i = 0; i < slots.length; i++) {
      Class<?> kind = components.get(i).getType();
      if (kind.isPrimitive()) {
        code.aload(1);
        readPrimitive(code, kind);
      } else {
        code.aload(0)
            .getfield(self, binding(i), BINDING)
            .aload(1)
            .invokeinterface(BINDING, "read", MethodTypeDesc.of(CD_Object, DECODER))
            .checkcast(describe(kind));
      }
      TypeKind slot = TypeKind.from(kind).asLoadable();
      slots[i] = code.allocateLocal(slot);
      code.storeLocal(slot, slots[i]);
    }
    code.trying(
        make -> {
          make.new_(record).dup();
          for (int i = 0; i < slots.length; i++) {
            make.loadLocal(TypeKind.from(components.get(i).getType()).asLoadable(), slots[i]);
          }
          make.invokespecial(record, INIT_NAME, canonical()).areturn();
        },
        fails ->
            fails.catching(
                FAULT,
                fault ->
                    fault
                        .loadConstant(type.getSimpleName())
                        .invokestatic(
                            CODE,
                            "broken",
                            MethodTypeDesc.of(describe(UnreadableRecord.class), FAULT, CD_String),
                            true)
                        .athrow()));
  }

  private void readPrimitive(CodeBuilder code, Class<?> kind) {
    if (kind == int.class) {
      code.invokevirtual(DECODER, "readInt", MethodTypeDesc.of(CD_int));
    } else if (kind == long.class) {
      code.invokevirtual(DECODER, "readLong", MethodTypeDesc.of(CD_long));
    } else if (kind == boolean.class) {
      code.invokevirtual(DECODER, "readBoolean", MethodTypeDesc.of(CD_boolean));
    } else if (kind == double.class) {
      code.invokevirtual(DECODER, "readDouble", MethodTypeDesc.of(CD_double));
    } else {
      throw unknown(kind);
    }
  }

  private void components(CodeBuilder code) {
    code.loadConstant(components.size()).anewarray(CD_Object);
    for (int i = 0; i < components.size(); i++) {
      Class<?> kind = components.get(i).getType();
      code.dup().loadConstant(i);
      component(code, i);
      if (kind.isPrimitive()) {
        ClassDesc boxed = describe(MethodType.methodType(kind).wrap().returnType());
        code.invokestatic(boxed, "valueOf", MethodTypeDesc.of(boxed, describe(kind)));
      }
      code.aastore();
    }
    code.areturn();
  }

  /// Puts a component of the record in slot 1 on the stack.
  private void component(CodeBuilder code, int index) {
    RecordComponent component = components.get(index);
    code.aload(1)
        .checkcast(record)
        .invokevirtual(
            record, component.getName(), MethodTypeDesc.of(describe(component.getType())));
  }

  private MethodTypeDesc canonical() {
    return MethodTypeDesc.of(
        CD_void, components.stream().map(component -> describe(component.getType())).toList());
  }

  private static IllegalArgumentException unknown(Class<?> kind) {
    return new IllegalArgumentException("no Avro type is known for " + kind.getName());
  }

  private static String binding(int index) {
    return "b" + index;
  }

  private static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
