package org.malloc4j.architecture;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for malloc4j, and every rule fails on the violation planted for it. */
class ArchitectureTest {
    private static final JavaClasses MALLOC4J = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("tests.jar"))
            .importPackages("org.malloc4j");

    static Stream<Planted> planted() {
        return Planted.ALL.stream();
    }

    @Test
    void shouldHaveSeenTheClassesOfEveryModule() {
        List<String> names = MALLOC4J.stream().map(JavaClass::getName).toList();
        assertAll(Stream.of("org.malloc4j.Memory", "org.malloc4j.spi.Region", "org.malloc4j.spi.support.FragmentHeap",
                        "org.malloc4j.boot.ConfiguredBooter", "org.malloc4j.fmalloc.FMallocProvider",
                        "org.malloc4j.hpmalloc.HpMallocProvider",
                        "org.malloc4j.qmalloc.QMallocProvider",
                        "org.malloc4j.debug.DebugDecorator",
                        "org.malloc4j.example.switchboard.cli.Switchboard")
                .map(name -> () -> assertTrue(names.contains(name), name + " was not imported")));
        assertTrue(Planted.ALL.stream().flatMap(planted -> Arrays.stream(planted.violations()))
                .noneMatch(type -> names.contains(type.getName())), "planted violations were imported");
    }

    @Test
    void shouldPlantAViolationForEveryRule() throws IllegalAccessException {
        List<ArchRule> tried = Planted.ALL.stream().map(Planted::rule).toList();
        for (Field field : ArchitectureRules.class.getDeclaredFields()) {
            if (field.getType() == ArchRule.class) {
                assertTrue(tried.contains((ArchRule) field.get(null)), field.getName() + " was never shown to fail");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("planted")
    void shouldKeepTheRule(Planted planted) {
        planted.rule().check(MALLOC4J);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void shouldFailOnThePlantedViolation(Planted planted) {
        JavaClasses violation = new ClassFileImporter().importClasses(planted.violations());
        AssertionError failure = assertThrows(AssertionError.class, () -> planted.rule().check(violation));
        assertEquals(1, Arrays.stream(planted.violations())
                .filter(type -> failure.getMessage().contains(type.getName()))
                .limit(1).count(), failure.getMessage());
    }
}
