package org.malloc4j.bench;

/**
 * The name of a contender.
 *
 * @param name the allocator's own: {@code F_MALLOC}, {@code jemalloc}
 * @param role {@code shm}, {@code pkg} or {@code pkg-confined} for malloc4j's allocators, {@code peer} for others
 */
public record ContenderId(String name, String role) {
    static final String SHM = "shm";
    static final String PKG = "pkg";
    static final String PKG_CONFINED = "pkg-confined";
    static final ContenderId VOID = peer("void");

    /** {@return a contender that isn't malloc4j's} @param name its name */
    public static ContenderId peer(String name) {
        return new ContenderId(name, "peer");
    }

    /** {@return the contender that {@link #toString()} names} @param text such a name */
    static ContenderId parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? peer(text) : new ContenderId(text.substring(0, slash), text.substring(slash + 1));
    }

    /** {@return whether several processes can use the same memory} */
    public boolean isShared() {
        return role.equals(SHM);
    }

    /** {@return whether it is one of malloc4j's} */
    boolean isOurs() {
        return !role.equals("peer");
    }

    @Override
    public String toString() {
        return isOurs() ? name + "/" + role : name;
    }
}
