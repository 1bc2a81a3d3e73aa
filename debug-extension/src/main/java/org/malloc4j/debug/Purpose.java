package org.malloc4j.debug;

/** What a line of code that is looked for did with a pool. It tells lines apart that stand at the same place of their methods. */
enum Purpose {
    /** It asked for a block, or another size. */
    ALLOCATE,
    /** It gave a block back, or asked for another one in its place. */
    FREE
}
