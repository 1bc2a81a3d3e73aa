package org.malloc4j.boot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The warnings that a class logs while this is open. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Level least;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private LogCapture(Class<?> type, Level least) {
        this.least = least;
        this.logger = (Logger) LoggerFactory.getLogger(type);
    }

    static LogCapture of(Class<?> type) {
        return of(type, Level.WARN);
    }

    static LogCapture of(Class<?> type, Level least) {
        LogCapture capture = new LogCapture(type, least);
        if (!capture.logger.isEnabledFor(least)) {
            capture.logger.setLevel(least);
        }
        capture.start();
        capture.logger.addAppender(capture);
        return capture;
    }

    List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(least)) {
            messages.add(event.getFormattedMessage());
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
        stop();
    }
}
