package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The common path must be short enough for the JIT to take it along: apart, it doesn't know the pool's constants. */
class InlinedPathTest {
    /** The JIT's {@code FreqInlineSize}, in bytes of code. */
    private static final int LARGEST = 325;

    @ParameterizedTest
    @ValueSource(strings = {"take", "keep"})
    void shouldBeShortEnoughToBeInlined(String name) throws IOException {
        try (InputStream file = DirectQuickPath.class.getResourceAsStream("DirectQuickPath.class")) {
            MethodModel method = ClassFile.of().parse(file.readAllBytes()).methods().stream()
                    .filter(it -> it.methodName().equalsString(name)).findFirst().orElseThrow();
            int length = method.findAttribute(Attributes.code()).orElseThrow().codeLength();
            assertTrue(length <= LARGEST, () -> "method is too long to be inlined: method=" + name + " bytes=" + length);
        }
    }
}
