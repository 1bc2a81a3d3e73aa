package org.malloc4j.boot;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Spliterator;

/**
 * One search for plug-ins of a kind. Whatever a plug-in does when it is loaded is put down to its jar, and the search
 * goes on.
 *
 * @param <S> the kind of plug-in
 */
final class PluginScan<S> {
    /** A loader that fails this often isn't going to end. */
    private static final int MOST_FAILURES = 1000;
    private static final String UNKNOWN = "unknown version";

    private final PluginKind<S> kind;
    private final ClassLoader loader;
    private final Map<String, List<Jar>> announced;
    private final Set<String> loaded = new HashSet<>();
    private final List<Candidate<S>> candidates = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    private PluginScan(PluginKind<S> kind, ClassLoader loader) {
        this.kind = kind;
        this.loader = loader;
        this.announced = ServiceFiles.read(kind.type(), loader);
    }

    static <S> Catalog<S> run(PluginKind<S> kind, ClassLoader loader) {
        PluginScan<S> scan = new PluginScan<>(kind, loader);
        scan.load(ServiceLoader.load(kind.type(), loader).stream().spliterator());
        for (Map.Entry<String, List<Jar>> entry : scan.announced.entrySet()) {
            if (!scan.loaded.contains(entry.getKey())) {
                scan.blame(entry.getKey(), entry.getValue(), scan.whyNotLoaded(entry.getKey()));
            }
        }
        if (kind == PluginKind.ALLOCATORS) {
            // Once is enough: what such a jar would have brought can't be known, and every listing names allocators.
            scan.broken.addAll(UnreadableJars.of(System.getProperty("java.class.path", "")));
        }
        Collections.sort(scan.candidates);
        Collections.sort(scan.broken);
        return new Catalog<>(kind, List.copyOf(scan.candidates), List.copyOf(scan.broken));
    }

    private void load(Spliterator<ServiceLoader.Provider<S>> plugins) {
        boolean more = true;
        for (int failures = 0; more && failures < MOST_FAILURES; ) {
            try {
                more = plugins.tryAdvance(this::take);
            } catch (ServiceConfigurationError | LinkageError e) {
                // Which class it was is found out afterwards: it was announced and never taken.
                failures++;
            }
        }
    }

    private void take(ServiceLoader.Provider<S> plugin) {
        Class<? extends S> type = plugin.type();
        loaded.add(type.getName());
        List<Jar> jars = announced.containsKey(type.getName()) ? announced.get(type.getName()) : List.of(Jar.of(type));
        try {
            S service = plugin.get();
            String name = kind.name(service);
            if (name == null || !kind.validName().matcher(name).matches()) {
                blame(type.getName(), jars, "its name is " + name + ", allowed: " + kind.validName());
            } else {
                candidates.add(new Candidate<>(name.toUpperCase(Locale.ROOT), service,
                        kind.spiVersion(service), version(type), List.copyOf(jars)));
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            blame(type.getName(), jars, unwrapped(e));
        }
    }

    /** {@return what a plug-in threw, out of what the JDK put around it} */
    private static Throwable unwrapped(Throwable thrown) {
        boolean wrapper = thrown instanceof ServiceConfigurationError || thrown instanceof ExceptionInInitializerError;
        return wrapper && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
    }

    private Object whyNotLoaded(String className) {
        try {
            return kind.type().isAssignableFrom(Class.forName(className, false, loader))
                    ? "it has no public constructor without parameters"
                    : "it is no " + kind.type().getSimpleName();
        } catch (ClassNotFoundException | LinkageError e) {
            return e;
        }
    }

    private void blame(String className, List<Jar> jars, Object reason) {
        broken.add("%s (%s: %s)".formatted(Jar.names(jars), className, reason));
    }

    private static String version(Class<?> type) {
        String ofJar = type.getPackage().getImplementationVersion();
        ModuleDescriptor module = type.getModule().getDescriptor();
        return ofJar != null ? ofJar : module == null ? UNKNOWN : module.rawVersion().orElse(UNKNOWN);
    }
}
