package org.malloc4j.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.malloc4j.MemoryBootException;
import org.malloc4j.Role;
import org.malloc4j.spi.AllocatorProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything under {@code malloc4j}, over every module's {@code reference.conf}, and says all that is wrong with it
 * at once.
 */
final class SettingsReader {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsReader.class);
    /** Room for what malloc4j itself keeps in a pool, beside the allocator's. */
    private static final long OWN_BYTE_SIZE = 64 << 10;

    private final Problems problems = new Problems();
    private final Values values = new Values(problems);
    private final SettingsTree tree;
    private final Selection selection;

    private SettingsReader(Config wholeTree, ClassLoader loader) {
        this.tree = new SettingsTree(wholeTree, loader, problems);
        this.selection = new Selection(loader, problems);
    }

    /**
     * {@return the settings}
     *
     * @param wholeTree {@code malloc4j} and its surroundings, resolved or not
     * @throws MemoryBootException with every problem found
     */
    static MemorySettings read(Config wholeTree) {
        try {
            return new SettingsReader(wholeTree, PluginLoader.visible()).read();
        } catch (ConfigException e) {
            throw new MemoryBootException(List.of("configuration can't be read: " + e.getMessage()), e);
        }
    }

    /** Where something was wrong, the settings hold whatever was at hand: nobody gets to see them. */
    private MemorySettings read() {
        MemorySettings settings = new MemorySettings(
                values.instance(tree.given("instance")), shm(), pkg(), values.flag(tree.given("commands", "enabled")),
                values.level(tree.given("leaks-at-close")));
        if (problems.areThere()) {
            checkSections(settings);
        }
        problems.throwIfAny();
        selection.reportBroken(LOG);
        return settings;
    }

    /** {@return what providers and decorators refuse in their sections} @param wholeTree one that was read without problems */
    static List<String> sectionProblems(Config wholeTree) {
        SettingsReader reader = new SettingsReader(wholeTree, PluginLoader.visible());
        reader.checkSections(reader.read());
        return reader.problems.sentences();
    }

    private void checkSections(MemorySettings settings) {
        checkSections(Role.SHM, settings.shm().allocator(), settings.shm().byteSize());
        checkSections(Role.PKG, settings.pkg().allocator(), settings.pkg().byteSize());
    }

    private void checkSections(Role role, AllocatorChoice choice, long byteSize) {
        if (choice != null) {
            new SectionCheck(tree, role, problems).check(choice, byteSize);
        }
    }

    private ShmSettings shm() {
        Optional<AllocatorChoice> allocator = allocator(Role.SHM);
        long byteSize = byteSize(Role.SHM, allocator);
        return new ShmSettings(allocator.orElse(null), byteSize,
                values.directory(tree.given("shm", "directory")), values.flag(tree.given("shm", "persistent")),
                values.schema(tree.given("shm", "schema")), values.flag(tree.given("shm", "reserve")),
                values.onCorruption(tree.given("shm", "on-corruption")),
                values.percentage(tree.given("shm", "alarm-percentage")));
    }

    private PkgSettings pkg() {
        Optional<AllocatorChoice> allocator = allocator(Role.PKG);
        long byteSize = byteSize(Role.PKG, allocator);
        return new PkgSettings(allocator.orElse(null), byteSize, values.flag(tree.given("pkg", "confined")),
                values.onCorruption(tree.given("pkg", "on-corruption")),
                values.percentage(tree.given("pkg", "alarm-percentage")));
    }

    /** {@return a role's allocator} If there is nothing, the reason is among the problems. */
    private Optional<AllocatorChoice> allocator(Role role) {
        Given given = tree.allocator(role);
        try {
            Optional<Selection.Found> found = selection.find(given);
            return found.isPresent() ? Optional.of(choice(role, found.get())) : Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            problems.add(given.complaint("allocator failed", "it threw " + e));
            return Optional.empty();
        }
    }

    private AllocatorChoice choice(Role role, Selection.Found found) {
        Config decoratorConfig = found.decorator().isPresent()
                ? tree.section(role, found.decorator().get().section()) : ConfigFactory.empty();
        return new AllocatorChoice(found.name(), found.provider(), tree.section(role, section(found.provider())),
                found.decorator(), decoratorConfig);
    }

    private long byteSize(Role role, Optional<AllocatorChoice> allocator) {
        Given given = tree.given(role.key(), "size");
        try {
            return allocator.isEmpty() ? values.byteSize(given, OWN_BYTE_SIZE, "malloc4j")
                    : values.byteSize(given, Math.addExact(OWN_BYTE_SIZE, allocator.get().provider().minimumByteSize(0)),
                            allocator.get().name());
        } catch (RuntimeException | LinkageError e) {
            problems.add(tree.allocator(role).complaint("allocator failed", "asked for its smallest size it threw " + e));
            return 0;
        }
    }

    /** {@return the name of a provider's section} */
    static String section(AllocatorProvider provider) {
        return provider.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
