package io.switchlog.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The rules of ARCHITECTURE.md, "Folders".
final class ArchitectureTest {
  private static final JavaClasses EDGE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.switchlog.edge");

  @Test
  void theCoreIsPure() {
    noClasses()
        .that()
        .resideInAPackage("..edge.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.switchlog.edge",
            "..edge.transport..",
            "..edge.bus..",
            "io.switchlog.schemas.bus..",
            "io.vertx..",
            "io.netty..",
            "org.apache.kafka..",
            "org.slf4j..",
            "java.net..",
            "java.nio.channels..",
            "java.io..",
            "java.util.concurrent",
            "java.util.concurrent.locks..",
            "java.util.logging..")
        .check(EDGE);
    noClasses()
        .that()
        .resideInAPackage("..edge.core..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.lang\\.(Thread|System\\$Logger|Process.*)|java\\.util\\.(Random|UUID|Timer)"
                + "|java\\.time\\.(Clock|InstantSource)")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(EDGE);
  }

  @Test
  void aDoorKnowsTheCoreButNoOtherDoor() {
    noClasses()
        .that()
        .resideInAPackage("..edge.transport..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..edge.bus..", "org.apache.kafka..", "io.switchlog.edge")
        .check(EDGE);
    noClasses()
        .that()
        .resideInAPackage("..edge.bus..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..edge.transport..", "..edge.core..", "io.switchlog.edge", "io.vertx..", "io.netty..")
        .check(EDGE);
  }
}
