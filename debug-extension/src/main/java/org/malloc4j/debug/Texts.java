package org.malloc4j.debug;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.malloc4j.spi.Region;

/**
 * Texts in the decorator's area, each kept once and known by a small number, for every process that shares the pool and
 * for whoever opens it when all of them are dead. They are only ever added, without a lock.
 */
final class Texts {
    /** The number of no text. */
    static final int NONE = 0;

    private final Region area;
    private final int buckets;
    private final long heads;
    private final long start;
    private final long end;
    /** Stands for the pool, without holding on to its memory. */
    private final Object pool = new Object();
    private final ConcurrentHashMap<Integer, String> known = new ConcurrentHashMap<>();

    Texts(Region area) {
        this.area = area;
        this.buckets = AreaDescriptor.buckets(area.byteSize());
        this.heads = AreaDescriptor.bucketsOffset(area.byteSize());
        this.start = heads + buckets * (long) Long.BYTES;
        this.end = Math.min(area.byteSize(), AreaDescriptor.MAX_BYTE_SIZE) & -16;
    }

    /** {@return what tells these texts from those of other pools, and from those of another attachment to this one} */
    Object pool() {
        return pool;
    }

    /** {@return the number of a text, {@link #NONE} if there is no place for it} @param text the text */
    int intern(String text) {
        return intern(text, false);
    }

    /**
     * {@return the number of a thread's name} There are programs that name a thread for each thing it does; so that they
     * don't take the place of origins, names have a quarter of it.
     */
    int internName(String name) {
        return intern(name, true);
    }

    /** {@return a text; empty if there is none of that number, or it was damaged} @param number the number */
    String get(int number) {
        String text = known.get(number);
        if (text == null) {
            text = read((long) number << AreaDescriptor.ENTRY_SHIFT);
            if (!text.isEmpty()) {
                String earlier = known.putIfAbsent(number, text);
                return earlier == null ? text : earlier;
            }
        }
        return text;
    }

    /** {@return whether what is said to be used can be} */
    boolean isIntact() {
        long used = buckets == 0 ? 0 : area.getLongAcquire(AreaDescriptor.USED_OFFSET);
        return used >= 0 && used <= end - start;
    }

    private int intern(String text, boolean name) {
        byte[] bytes = utf8(text);
        if (buckets == 0 || bytes.length == 0) {
            return NONE;
        }
        int hash = Arrays.hashCode(bytes);
        long bucket = heads + (hash & buckets - 1) * (long) Long.BYTES;
        long entry = 0;
        while (true) {
            long head = area.getLongAcquire(bucket);
            long found = find(head, bytes, hash);
            if (found == 0 && entry == 0) {
                entry = claim(AreaDescriptor.entryByteSize(bytes.length), name);
                write(entry, bytes, hash);
            }
            if (found != 0 || entry == 0) {
                return (int) (found >>> AreaDescriptor.ENTRY_SHIFT);
            }
            area.putLong(entry + AreaDescriptor.NEXT_OFFSET, head);
            if (area.compareAndSetLong(bucket, head, entry)) {
                return (int) (entry >>> AreaDescriptor.ENTRY_SHIFT);
            }
        }
    }

    private long find(long head, byte[] bytes, int hash) {
        long steps = (end - start) >>> AreaDescriptor.ENTRY_SHIFT;
        for (long entry = head; isEntry(entry) && steps > 0; entry = area.getLong(entry), steps--) {
            if (area.getLong(entry + AreaDescriptor.LENGTH_OFFSET) == length(bytes, hash)
                    && Arrays.equals(bytes, bytes(entry, bytes.length))) {
                return entry;
            }
        }
        return 0;
    }

    private long claim(long byteSize, boolean name) {
        if (name && !take(AreaDescriptor.NAMES_OFFSET, byteSize, (end - start) / 4)) {
            return 0;
        }
        while (true) {
            long used = area.getLongAcquire(AreaDescriptor.USED_OFFSET);
            if (used < 0 || used > end - start - byteSize) {
                return 0;
            }
            if (area.compareAndSetLong(AreaDescriptor.USED_OFFSET, used, used + byteSize)) {
                return start + used;
            }
        }
    }

    private boolean take(long counter, long byteSize, long most) {
        while (true) {
            long used = area.getLongAcquire(counter);
            if (used + byteSize > most) {
                return false;
            }
            if (area.compareAndSetLong(counter, used, used + byteSize)) {
                return true;
            }
        }
    }

    private void write(long entry, byte[] bytes, int hash) {
        if (entry != 0) {
            area.putLong(entry + AreaDescriptor.LENGTH_OFFSET, length(bytes, hash));
            for (int i = 0; i < bytes.length; i += Long.BYTES) {
                long word = 0;
                for (int j = Math.min(i + Long.BYTES, bytes.length) - 1; j >= i; j--) {
                    word = word << Byte.SIZE | bytes[j] & 0xFF;
                }
                area.putLong(entry + AreaDescriptor.TEXT_OFFSET + i, word);
            }
        }
    }

    private String read(long entry) {
        if (!isEntry(entry)) {
            return "";
        }
        long word = area.getLongAcquire(entry + AreaDescriptor.LENGTH_OFFSET);
        int length = (int) word;
        if (length <= 0 || length > AreaDescriptor.MAX_TEXT_LENGTH
                || length > end - entry - AreaDescriptor.TEXT_OFFSET) {
            return "";
        }
        byte[] bytes = bytes(entry, length);
        return length(bytes, Arrays.hashCode(bytes)) == word ? new String(bytes, StandardCharsets.UTF_8) : "";
    }

    private byte[] bytes(long entry, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += Long.BYTES) {
            long word = area.getLong(entry + AreaDescriptor.TEXT_OFFSET + i);
            for (int j = i; j < Math.min(i + Long.BYTES, length); j++) {
                bytes[j] = (byte) word;
                word >>>= Byte.SIZE;
            }
        }
        return bytes;
    }

    private boolean isEntry(long offset) {
        return buckets > 0 && offset >= start && offset <= end - AreaDescriptor.TEXT_OFFSET && (offset & 15) == 0;
    }

    private static long length(byte[] bytes, int hash) {
        return (long) hash << Integer.SIZE | bytes.length;
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= AreaDescriptor.MAX_TEXT_LENGTH
                ? bytes
                : Arrays.copyOf(bytes, AreaDescriptor.MAX_TEXT_LENGTH);
    }
}
