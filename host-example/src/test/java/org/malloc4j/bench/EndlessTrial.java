package org.malloc4j.bench;

import java.util.List;

/** Tries a pool out, again and again, until it is told to end. */
final class EndlessTrial {
    private EndlessTrial() {
    }

    /** @param args nothing */
    public static void main(String[] args) {
        Contenders contenders = Contenders.onClassPath();
        while (true) {
            Trial.of(List.of(ContenderId.parse("F_MALLOC/shm")), contenders);
        }
    }
}
