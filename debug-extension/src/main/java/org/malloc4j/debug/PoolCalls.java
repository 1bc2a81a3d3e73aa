package org.malloc4j.debug;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the methods of a class may call a pool, read from its class file. The index of an instruction alone doesn't say
 * which method it is in, and asking a stack frame for that costs as much again as walking the stack; but few methods of a
 * class call a pool, hardly ever at the same index.
 */
final class PoolCalls {
    private static final Logger LOGGER = LoggerFactory.getLogger(PoolCalls.class);

    /** A class that isn't what its file says. */
    static final PoolCalls NOWHERE = new PoolCalls(packageName -> false);

    /** A call that may lead into a pool. */
    private record Call(String method, int line) {
    }

    private final Map<Integer, Call> calls = new HashMap<>();
    private final Set<Integer> ambiguous = new HashSet<>();
    private final Predicate<String> skipped;

    private PoolCalls(Predicate<String> skipped) {
        this.skipped = skipped;
    }

    /**
     * {@return the calls of a class; none if its class file can't be had}
     *
     * @param type    the class
     * @param skipped which packages' frames are skipped: what belongs to a pool, or wraps one
     */
    static PoolCalls of(Class<?> type, Predicate<String> skipped) {
        PoolCalls calls = new PoolCalls(skipped);
        String name = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream file = type.isHidden() ? null : type.getResourceAsStream(name)) {
            if (file != null) {
                ClassFile.of().parse(file.readAllBytes()).methods().forEach(calls::read);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.debug("class file can't be read: class={}; its origins are found more slowly", type, e);
        }
        return calls;
    }

    /** {@return whether a frame at this index can be in no other method than the given one} */
    boolean isOnly(int index, StackTraceElement frame) {
        return !ambiguous.contains(index)
                && new Call(frame.getMethodName(), frame.getLineNumber()).equals(calls.get(index));
    }

    private void read(MethodModel method) {
        CodeModel code = method.code().orElse(null);
        if (code == null) {
            return;
        }
        int line = -1;
        int index = 0;
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else if (element instanceof Instruction instruction) {
                if (instruction instanceof InvokeInstruction call && mayLeadIntoAPool(call)
                        && calls.put(index, new Call(method.methodName().stringValue(), line)) != null) {
                    ambiguous.add(index);
                }
                index += instruction.sizeInBytes();
            }
        }
    }

    /** A lambda of a pool's method is called through some interface, and leaves no frame of its own. */
    private boolean mayLeadIntoAPool(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String packageName = owner.substring(0, Math.max(0, owner.lastIndexOf('/'))).replace('/', '.');
        return call.opcode() == Opcode.INVOKEINTERFACE || skipped.test(packageName);
    }
}
