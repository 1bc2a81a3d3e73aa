package org.malloc4j.qmalloc;

/** Bytes in hexadecimal, and the printable ones beside them: {@code 41 00 7a |A.z|}. */
final class HexText {
    private final StringBuilder hex = new StringBuilder();
    private final StringBuilder printable = new StringBuilder();

    void add(byte value) {
        hex.append(Character.forDigit(value >> 4 & 15, 16)).append(Character.forDigit(value & 15, 16)).append(' ');
        printable.append(value >= ' ' && value <= '~' ? (char) value : '.');
    }

    void addUnknown() {
        hex.append("?? ");
        printable.append('?');
    }

    @Override
    public String toString() {
        return hex.isEmpty() ? "" : hex + "|" + printable + "|";
    }
}
