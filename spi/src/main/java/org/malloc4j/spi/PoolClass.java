package org.malloc4j.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Makes a class of one pool's own: a hidden copy of a template, with the pool's data as its class data. What such a class
 * keeps in static final fields, or its instances, if they are constants themselves, in final ones, the JIT takes for
 * constants: where a segment lies, how long it is and whose scope it has need not be loaded and compared on each access.
 *
 * <p>Hidden classes are the JDK's own means for that ({@link MethodHandles.Lookup#defineHiddenClassWithClassData}); no JVM
 * flag is needed. The copy is unloaded with its last instance.
 */
public final class PoolClass {
    private static final ClassValue<byte[]> CLASS_FILES = new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> template) {
            return read(template);
        }
    };

    private PoolClass() {
    }

    /**
     * {@return a lookup on a hidden copy of a class} The template itself is never initialised.
     *
     * @param lookup   a lookup with full rights in the template's package
     * @param template the class to copy; it reads {@link MethodHandles#classData} under the name {@code "_"}
     * @param data     its class data
     */
    public static MethodHandles.Lookup define(MethodHandles.Lookup lookup, Class<?> template, Object data) {
        try {
            return lookup.defineHiddenClassWithClassData(CLASS_FILES.get(template), data, true);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("no right to define classes beside the template: class="
                    + template.getName(), e);
        }
    }

    private static byte[] read(Class<?> template) {
        String name = template.getName();
        try (InputStream in = template.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            if (in == null) {
                throw new IllegalStateException("class file not found: class=" + name + "; its jar is incomplete");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("class file can't be read: class=" + name, e);
        }
    }

    /**
     * {@return an instance of a hidden copy of a class} made by its constructor without parameters.
     *
     * @param <T>      a type that the template extends
     * @param lookup   a lookup with full rights in the template's package
     * @param template the class to copy
     * @param type     that type
     * @param data     the class data
     */
    public static <T> T instance(MethodHandles.Lookup lookup, Class<? extends T> template, Class<T> type, Object data) {
        MethodHandles.Lookup inside = define(lookup, template, data);
        try {
            return type.cast(inside.findConstructor(inside.lookupClass(), MethodType.methodType(void.class)).invoke());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException("class has no constructor without parameters: class=" + template.getName(),
                    e);
        }
    }
}
