package org.malloc4j.management;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One message on a command socket: a JSON object on a line of its own, in UTF-8. A request has the key {@code command}; an
 * answer has {@code ok}, and {@code error} if that is false.
 */
public final class Message {
    /** The key of a request that says what to do. */
    public static final String COMMAND = "command";
    /** The key of an answer that says whether it was done. */
    public static final String OK = "ok";
    /** The key of an answer that says why it wasn't, in a sentence. */
    public static final String ERROR = "error";
    /** The key of an answer that says the same as the rest of it, for people. */
    public static final String TEXT = "text";

    private static final int LONGEST_QUOTE = 60;

    private Message() {
    }

    /** {@return a JSON text for an object} @param object maps, lists, strings, numbers and booleans */
    public static String render(Map<String, Object> object) {
        return ConfigValueFactory.fromMap(object).render(ConfigRenderOptions.concise());
    }

    /** {@return a JSON text of many lines for an object} @param object maps, lists, strings, numbers and booleans */
    public static String renderForPeople(Map<String, Object> object) {
        return ConfigValueFactory.fromMap(object).render(ConfigRenderOptions.concise().setFormatted(true));
    }

    /**
     * {@return the object that a JSON text says}
     *
     * @param text the text
     * @throws CommandException if it is none
     */
    public static Map<String, Object> parse(String text) {
        try {
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON)).root()
                    .unwrapped();
        } catch (ConfigException | StackOverflowError e) {
            throw new CommandException("message is no JSON object: text=" + quote(text) + "; expected one object on one "
                    + "line, such as {\"command\":\"get_statistics\",\"name\":\"shmem:\"}", e);
        }
    }

    /** {@return a message as it goes over a socket} @param object the message */
    static ByteBuffer encode(Map<String, Object> object) {
        return StandardCharsets.UTF_8.encode(render(object) + "\n");
    }

    /** {@return the message that bytes say} @param bytes without the end of the line */
    static Map<String, Object> decode(ByteBuffer bytes) {
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw new CommandException("message is no text: bytes=" + bytes.limit() + "; expected a JSON object in UTF-8", e);
        }
    }

    /** What came may be anything: nothing of it but plain characters gets into a sentence. */
    private static String quote(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return '"' + (plain.length() <= LONGEST_QUOTE ? plain : plain.substring(0, LONGEST_QUOTE) + "...") + '"';
    }
}
