package io.switchlog.allinone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of ARCHITECTURE.md, "Folders" that the modules' dependencies cannot say.
class ArchitectureTest {
  private static final List<String> NODES = List.of("edge", "control", "media");
  private static final String ROOT = "io.switchlog.";

  private static final JavaClasses PLATFORM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.switchlog");

  @Test
  void everyModuleIsLookedAt() {
    for (String module :
        List.of("wire", "schemas", "edge", "control", "media", "testkit", "allinone")) {
      assertThat(PLATFORM.stream().filter(each -> each.getPackageName().startsWith(ROOT + module)))
          .as(module)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge", "control", "media"})
  void aNodeNeverKnowsAnotherNorTheWholePlatform(String node) {
    String[] others =
        List.of("edge", "control", "media", "allinone", "testkit").stream()
            .filter(each -> !each.equals(node))
            .map(each -> ROOT + each + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + node + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(PLATFORM);
  }

  @Test
  void theWireKnowsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage(ROOT + "wire..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + "wire..", "java..", "javax.crypto..", "org.jspecify..")
        .check(PLATFORM);
  }

  @Test
  void theBusKnowsNoNode() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "schemas..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "wire..", ROOT + "edge..", ROOT + "control..", ROOT + "media..")
        .check(PLATFORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge", "control", "media"})
  void aCoreIsPure(String node) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + node + ".core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.channels..",
            "java.nio.file..",
            "java.util.concurrent.locks..",
            "org.apache.kafka..",
            "org.slf4j..",
            "io.vertx..",
            "io.netty..",
            ROOT + "schemas.bus..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.(Socket|ServerSocket|DatagramSocket|MulticastSocket|DatagramPacket)"
                + "|java\\.time\\.(Clock|InstantSource)"
                + "|java\\.util\\.(Random|Timer|TimerTask|UUID)"
                + "|java\\.util\\.random\\..*"
                + "|java\\.security\\.SecureRandom"
                + "|java\\.lang\\.(Thread|ThreadLocal|System\\$Logger)"
                + "|java\\.util\\.concurrent\\.(Executor.*|.*Executor|.*Executors|ThreadLocalRandom"
                + "|CompletableFuture|ForkJoin.*)"
                + "|java\\.io\\.(File|FileInputStream|FileOutputStream|RandomAccessFile)"
                + "|java\\.util\\.logging\\..*")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .check(PLATFORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge", "control", "media"})
  void aCoreKnowsNoDoor(String node) {
    String root = ROOT + node + ".";

    noClasses()
        .that()
        .resideInAPackage(root + "core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + node,
            root + "transport..",
            root + "bus..",
            root + "stream..",
            root + "api..",
            root + "replay..")
        .check(PLATFORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge", "media"})
  void aDoorKnowsNoOtherDoor(String node) {
    for (String door : List.of("transport", "bus")) {
      String other = door.equals("bus") ? "transport" : "bus";
      noClasses()
          .that()
          .resideInAPackage(ROOT + node + "." + door + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + node + "." + other + "..", ROOT + node)
          .check(PLATFORM);
    }
  }

  @Test
  void theMachineKnowsNoAggregateOfAnyKind() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "control.core.partition..", ROOT + "control.core.aggregate..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "control.core.call..",
            ROOT + "control.core.dialog..",
            ROOT + "control.core.session..",
            ROOT + "control.core.routing..")
        .check(PLATFORM);
  }

  /// Of `core.call`: decide, evolve, react, state, in this order, and no way back.
  @Test
  void stateKnowsNoFoldAndNoFoldADecision() {
    String call = ROOT + "control.core.call.";
    noClasses()
        .that()
        .resideInAnyPackage(call + "evolve..", call + "react..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(call + "decide..", ROOT + "control.core.routing..")
        .check(PLATFORM);
    noClasses()
        .that()
        .resideInAPackage(call + "state..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(call + "decide..", call + "evolve..", call + "react..")
        .check(PLATFORM);
  }

  /// Where classes go in a circle, none can be understood before all the others.
  @Test
  void noClassesOfTheDecidingCoreGoInACircle() {
    String core = ROOT + "control.core";
    SliceAssignment byFile =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass each) {
            return each.getPackageName().startsWith(core)
                ? SliceIdentifier.of(each.getName().replaceFirst("\\$.*", ""))
                : SliceIdentifier.ignore();
          }

          @Override
          public String getDescription() {
            return "files of " + core;
          }
        };

    slices().assignedFrom(byFile).should().beFreeOfCycles().check(PLATFORM);
  }

  @Test
  void telephonyKnowsNoSipLayerAboveItsOwn() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "control.core.dialog..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "control.core.call..", ROOT + "control.core.partition..")
        .check(PLATFORM);
  }

  @Test
  void theCommandLineIsKnownToNobodyBelowIt() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "allinone.config..",
            ROOT + "allinone.dev..",
            ROOT + "allinone.history..",
            ROOT + "allinone.broker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "allinone.cli..")
        .check(PLATFORM);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "allinone.history..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NODES.stream().map(node -> ROOT + node + "..").toArray(String[]::new))
        .check(PLATFORM);
  }
}
