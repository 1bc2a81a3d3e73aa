package org.malloc4j.bench;

/** Text made safe for a page. */
final class Escaped {

    private Escaped() {
    }

    static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
