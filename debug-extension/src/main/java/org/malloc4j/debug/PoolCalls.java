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
 * class call a pool, and hardly ever do two of them the same at the same index.
 */
final class PoolCalls {
    private static final Logger LOGGER = LoggerFactory.getLogger(PoolCalls.class);

    private static final String POOL = "org/malloc4j/Pool";
    private static final Set<String> ALLOCATING = Set.of("allocate", "tryAllocate", "allocateInto");
    private static final Set<String> FREEING = Set.of("free", "freeFrom");

    /** A class that isn't what its file says. */
    static final PoolCalls NOWHERE = new PoolCalls(packageName -> false);

    /** A call that may lead into a pool. */
    private record Call(String method, int line) {
    }

    /** At some index, for some purpose. */
    private record Place(int index, Purpose purpose) {
    }

    private final Map<Place, Call> calls = new HashMap<>();
    private final Set<Place> ambiguous = new HashSet<>();
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

    /** {@return whether a frame that calls a pool at this index for this purpose can be in no other method than the given one} */
    boolean isOnly(int index, Purpose purpose, StackTraceElement frame) {
        Place place = new Place(index, purpose);
        return !ambiguous.contains(place)
                && new Call(frame.getMethodName(), frame.getLineNumber()).equals(calls.get(place));
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
                if (instruction instanceof InvokeInstruction call && mayLeadIntoAPool(call)) {
                    add(index, call, new Call(method.methodName().stringValue(), line));
                }
                index += instruction.sizeInBytes();
            }
        }
    }

    private void add(int index, InvokeInstruction invoked, Call call) {
        for (Purpose purpose : Purpose.values()) {
            Place place = new Place(index, purpose);
            if (mayServe(invoked, purpose) && calls.put(place, call) != null) {
                ambiguous.add(place);
            }
        }
    }

    /** What is no method of a pool itself may do anything with one. */
    private static boolean mayServe(InvokeInstruction invoked, Purpose purpose) {
        return !invoked.owner().asInternalName().equals(POOL)
                || !(purpose == Purpose.ALLOCATE ? FREEING : ALLOCATING).contains(invoked.name().stringValue());
    }

    /** A lambda of a pool's method is called through some interface, and leaves no frame of its own. */
    private boolean mayLeadIntoAPool(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String packageName = owner.substring(0, Math.max(0, owner.lastIndexOf('/'))).replace('/', '.');
        return call.opcode() == Opcode.INVOKEINTERFACE || skipped.test(packageName);
    }
}
