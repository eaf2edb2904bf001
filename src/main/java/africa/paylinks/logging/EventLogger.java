package africa.paylinks.logging;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * Logs events with fields, {@code some-event key=%s other=%d: free text}. Format and values reach the handlers apart, which
 * JBoss Logging would join before: a handler then knows what is a field and what only looks like one.
 */
public final class EventLogger {

    private static final String NAME = EventLogger.class.getName();

    private final Logger logger;

    private EventLogger(Logger logger) {
        this.logger = logger;
    }

    /** The logger of a class. */
    public static EventLogger of(Class<?> type) {
        return new EventLogger(Logger.getLogger(type.getName()));
    }

    /** Logs for whoever looks for a fault. */
    public void debugf(String format, Object... values) {
        log(Level.DEBUG, null, format, values);
    }

    /** Logs what is as it should be. */
    public void infof(String format, Object... values) {
        log(Level.INFO, null, format, values);
    }

    /** Logs what somebody may want to look into. */
    public void warnf(String format, Object... values) {
        log(Level.WARN, null, format, values);
    }

    /** Logs what somebody may want to look into, and its cause. */
    public void warnf(Throwable cause, String format, Object... values) {
        log(Level.WARN, cause, format, values);
    }

    /** Logs what somebody may want to look into. */
    public void warn(String event) {
        log(Level.WARN, null, event);
    }

    /** Logs what somebody may want to look into, and its cause. */
    public void warn(String event, Throwable cause) {
        log(Level.WARN, cause, event);
    }

    /** Logs what somebody has to look into. */
    public void errorf(String format, Object... values) {
        log(Level.ERROR, null, format, values);
    }

    /** Logs what somebody has to look into, and its cause. */
    public void errorf(Throwable cause, String format, Object... values) {
        log(Level.ERROR, cause, format, values);
    }

    /** Logs what somebody has to look into. */
    public void error(String event) {
        log(Level.ERROR, null, event);
    }

    /** Logs what somebody has to look into, and its cause. */
    public void error(String event, Throwable cause) {
        log(Level.ERROR, cause, event);
    }

    private void log(Level level, Throwable cause, String format, Object... values) {
        if (!logger.isLoggable(level)) {
            return;
        }
        ExtLogRecord line = new ExtLogRecord(level, format, values.length == 0 ? FormatStyle.NO_FORMAT : FormatStyle.PRINTF, NAME);
        line.setLoggerName(logger.getName());
        line.setParameters(values.length == 0 ? null : values);
        line.setThrown(cause);
        logger.logRaw(line);
    }
}
