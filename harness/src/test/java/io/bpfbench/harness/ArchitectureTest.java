// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Keeps the arrows of docs/ARCHITECTURE.md: between modules, between packages, always downhill.
///
/// It lives in `harness` because only this module sees all three.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("jmh_generated"))
            .importPackages("io.bpfbench");

    @Test
    void readsTheClassesOfTheProject() {
        assertThat(CLASSES.contain("io.bpfbench.harness.cli.Main")).isTrue();
    }

    @Test
    void modulesStandOnlyOnWhatTheyMayStandOn() {
        noClasses()
                .that()
                .resideInAPackage("io.bpfbench.reports..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.bpfbench.workloads..", "io.bpfbench.harness..")
                .allowEmptyShould(true)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.bpfbench.workloads..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.bpfbench.reports..", "io.bpfbench.harness..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void harnessGoesFromTheCommandLineDownToTheKernel() {
        layers(
                        "io.bpfbench.harness",
                        "cli",
                        "lab",
                        "micro",
                        "run",
                        "trial",
                        "inspect",
                        "tune",
                        "doctor",
                        "kernel",
                        "matrix",
                        "probe")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lab")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("micro")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("run")
                .mayOnlyBeAccessedByLayers("cli", "lab", "micro")
                .whereLayer("trial")
                .mayOnlyBeAccessedByLayers("cli", "lab", "micro", "run")
                .whereLayer("inspect")
                .mayOnlyBeAccessedByLayers("cli", "lab", "run", "trial")
                .whereLayer("tune")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("doctor")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("kernel")
                .mayOnlyBeAccessedByLayers("cli", "lab", "micro", "run", "trial", "inspect", "tune", "doctor")
                .whereLayer("matrix")
                .mayOnlyBeAccessedByLayers("cli", "lab", "run", "trial")
                .whereLayer("probe")
                .mayOnlyBeAccessedByLayers("cli", "lab", "run", "trial", "inspect", "doctor")
                .check(CLASSES);
    }

    @Test
    void reportsGoFromRenderingDownToResults() {
        layers("io.bpfbench.reports", "render", "stats", "result")
                .whereLayer("render")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("stats")
                .mayOnlyBeAccessedByLayers("render")
                .check(CLASSES);
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        slices().matching("io.bpfbench.(*).(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysThatItHasNoNulls() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as("%s has a package-info.java with @NullMarked", each.getName())
                        .isTrue());
    }

    private static LayeredArchitecture layers(String root, String... names) {
        var architecture = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(root + "..")
                .withOptionalLayers(true);
        for (String name : names) {
            architecture = architecture.layer(name).definedBy(root + "." + name + "..");
        }
        return architecture;
    }
}
