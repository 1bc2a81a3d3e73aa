package org.malloc4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.stream.Stream;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.support.BiasedLock;

/** The boundaries of the house, each a sentence with its reason. */
final class ArchitectureRules {
    private static final String HOST_VIEW = "org.malloc4j";
    private static final String SPI = "org.malloc4j.spi";
    private static final String SUPPORT = "org.malloc4j.spi.support..";
    private static final String BOOT = "org.malloc4j.boot..";
    private static final String MANAGEMENT = "org.malloc4j.management..";
    private static final String[] ALLOCATORS = {"org.malloc4j.fmalloc..", "org.malloc4j.qmalloc..",
            "org.malloc4j.hpmalloc.."};
    private static final String DECORATOR = "org.malloc4j.debug..";
    /** Not exported by its module; its one public class has a main method. */
    private static final String COMMAND_LINE = "org.malloc4j.debug.cli..";
    private static final String HOST = "org.malloc4j.example..";
    private static final String[] LIBRARY = {HOST_VIEW, SPI, SUPPORT, BOOT, MANAGEMENT, ALLOCATORS[0], ALLOCATORS[1],
            ALLOCATORS[2], DECORATOR};

    static final ArchRule ALLOCATORS_KNOW_ONLY_THE_SPI = CompositeArchRule.of(Stream.of(ALLOCATORS)
            .map(ArchitectureRules::knowsOnlyTheSpi).toList());

    static final ArchRule LIBRARY_KNOWS_NO_ALLOCATOR = noClasses()
            .that().resideInAnyPackage(HOST_VIEW, SPI, SUPPORT, BOOT, MANAGEMENT, DECORATOR)
            .should().dependOnClassesThat().resideInAnyPackage(ALLOCATORS)
            .because("allocators are found by name, so nobody may know which ones there are");

    static final ArchRule COMMANDS_DO_NOT_KNOW_THE_DECORATOR = noClasses()
            .that().resideInAPackage(COMMAND_LINE)
            .should().dependOnClassesThat().resideInAnyPackage("org.malloc4j.debug")
            .because("commands serve pools of every allocator, decorated or not");

    static final ArchRule HOST_KNOWS_ONLY_ITS_VIEW = noClasses()
            .that().resideInAPackage(HOST)
            .should().dependOnClassesThat(resideInAnyPackage("org.malloc4j..")
                    .and(not(resideInAnyPackage(HOST_VIEW, HOST))))
            .because("what a host needs is in org.malloc4j, and the example shows that it is enough");

    static final ArchRule PROVIDERS_EXPOSE_ONLY_THEIR_PROVIDER = classes()
            .that().resideInAnyPackage(concat(ALLOCATORS, DECORATOR)).and().resideOutsideOfPackage(COMMAND_LINE)
            .and().arePublic()
            .should().beAssignableTo(assignableTo(AllocatorProvider.class).or(assignableTo(AllocatorDecorator.class))
                    .as("a provider"))
            .because("whoever could name an allocator's classes would come to depend on them");

    static final ArchRule HOST_VIEW_KNOWS_NOTHING_BELOW = noClasses()
            .that().resideInAPackage(HOST_VIEW)
            .should().dependOnClassesThat().resideInAnyPackage(SPI, SUPPORT, BOOT, MANAGEMENT)
            .because("arrows run from the boot code to the host's view, never back");

    static final ArchRule SPI_KNOWS_NOTHING_BELOW = noClasses()
            .that().resideInAPackage(SPI)
            .should().dependOnClassesThat().resideInAnyPackage(SUPPORT, BOOT, MANAGEMENT)
            .because("a provider need not use the building blocks, and must not see the boot code");

    static final ArchRule SUPPORT_DOES_NOT_KNOW_BOOT = noClasses()
            .that().resideInAPackage(SUPPORT)
            .should().dependOnClassesThat().resideInAnyPackage(BOOT, MANAGEMENT)
            .because("building blocks work in a region that a test hands over");

    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices()
            .matching("org.malloc4j.(**)")
            .should().beFreeOfCycles()
            .because("a cycle makes one big package of many small ones");

    static final ArchRule METADATA_GOES_THROUGH_THE_ACCESSOR = noClasses()
            .that().resideInAnyPackage(concat(ALLOCATORS, SUPPORT, DECORATOR))
            // Its var handles are those of its own fields, on the Java heap.
            .and().doNotHaveFullyQualifiedName(BiasedLock.class.getName())
            .should().callMethodWhere(target(owner(assignableTo(MemorySegment.class)))
                    .and(target(nameMatching("set|setAtIndex|copy|copyFrom|fill|asByteBuffer"))))
            .orShould().dependOnClassesThat().areAssignableTo(VarHandle.class)
            .because("a test stops the world after every store that Region makes, and sees no other");

    static final ArchRule NOTHING_IS_UNSAFE = noClasses()
            .should().dependOnClassesThat().haveFullyQualifiedName("sun.misc.Unsafe")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("jdk.internal.misc.Unsafe")
            .orShould().dependOnClassesThat().areAssignableTo(Linker.class)
            .orShould().dependOnClassesThat().areAssignableTo(SymbolLookup.class)
            .orShould().callMethodWhere(target(owner(assignableTo(MemorySegment.class)))
                    .and(target(nameMatching("reinterpret"))))
            .because("a host needs no extra flag and sees no warning");

    static final ArchRule LIBRARY_USES_NO_STANDARD_STREAMS = noClasses()
            .that().resideInAnyPackage(LIBRARY).and().resideOutsideOfPackage(COMMAND_LINE)
            .should().accessFieldWhere(standardStream())
            .because("a library logs through SLF4J; the streams are the program's");

    static final ArchRule EXPORTED_SIGNATURES_ARE_PLAIN = codeUnits()
            .that().areDeclaredInClassesThat().resideInAnyPackage(HOST_VIEW, SPI, SUPPORT, MANAGEMENT)
            .and().areDeclaredInClassesThat().arePublic()
            .and(are(modifier(JavaModifier.PUBLIC).or(modifier(JavaModifier.PROTECTED))))
            .should(notMention("com.google..", "org.slf4j.."))
            .because("whoever compiles against malloc4j must not have to agree with it on the version of a library; "
                    + "Config is the one exception, where configuration is handed over");

    private ArchitectureRules() {
    }

    private static ArchRule knowsOnlyTheSpi(String allocator) {
        return classes()
                .that().resideInAPackage(allocator)
                .should().onlyDependOnClassesThat().resideInAnyPackage(HOST_VIEW, SPI, SUPPORT, allocator, "java..",
                        "com.typesafe.config..")
                .because("an allocator is a drop-in jar: it must not need another one beside it")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaCodeUnit> notMention(String... packages) {
        DescribedPredicate<JavaClass> foreign = resideInAnyPackage(packages);
        return new ArchCondition<>("not mention types of " + String.join(" or ", packages)) {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
                        .filter(foreign)
                        .forEach(type -> events.add(SimpleConditionEvent.violated(unit,
                                unit.getFullName() + " mentions " + type.getName())));
            }
        };
    }

    private static DescribedPredicate<JavaAccess<?>> standardStream() {
        return target(owner(assignableTo(System.class))).and(target(nameMatching("in|out|err"))).as("a standard stream");
    }

    private static String[] concat(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
