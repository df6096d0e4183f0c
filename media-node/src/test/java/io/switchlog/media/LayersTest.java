package io.switchlog.media;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The rules of ARCHITECTURE.md, "Folders" for this node.
class LayersTest {
  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.switchlog.media");

  @Test
  void theCoreIsPure() {
    classes()
        .that()
        .resideInAPackage("..media.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.switchlog.media.core..",
            "io.switchlog.schemas",
            "io.switchlog.schemas.command..",
            "io.switchlog.schemas.inbox..",
            "io.switchlog.schemas.media..",
            "io.switchlog.wire.rtp..",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.net",
            "java.nio",
            "java.nio.charset",
            "java.time..",
            "org.jspecify..")
        .check(NODE);
  }

  @Test
  void theCoreOwnsNoClockSocketThreadOrChance() {
    noClasses()
        .that()
        .resideInAPackage("..media.core..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.(lang\\.(Thread|ThreadLocal|Process)"
                + "|util\\.(Random|Timer|UUID)"
                + "|net\\.\\w*Socket(?!Address)\\w*"
                + "|time\\.(Clock|InstantSource))")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .check(NODE);
  }

  @Test
  void aDoorImportsTheCoreAndNeverAnotherDoor() {
    noClasses()
        .that()
        .resideInAPackage("..media.transport..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..media.bus..", "org.apache.kafka..", "io.switchlog.schemas.bus..")
        .check(NODE);
    noClasses()
        .that()
        .resideInAPackage("..media.bus..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..media.transport..", "java.nio..", "java.net..")
        .check(NODE);
    noClasses()
        .that()
        .resideInAnyPackage("..media.core..", "..media.transport..", "..media.bus..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.switchlog.media")
        .check(NODE);
  }

  @Test
  void nodesDoNotKnowEachOther() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.switchlog.edge..", "io.switchlog.control..", "io.switchlog.wire.sip..")
        .check(NODE);
  }
}
