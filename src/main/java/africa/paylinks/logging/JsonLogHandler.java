package africa.paylinks.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/** Writes each log record with its stack trace as one line of JSON, so that one query finds a payment's lines in all functions. */
public final class JsonLogHandler extends ExtHandler {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    /** CloudWatch splits a longer event than 256 KB into two, neither of which is JSON. */
    private static final int MAX_STACK_TRACE = 32 * 1024;

    private final Consumer<String> output;

    /** @param output receives each line */
    public JsonLogHandler(Consumer<String> output) {
        this.output = output;
    }

    /** Extended handlers receive format and parameters separately; others receive the formatted text. */
    @Override
    protected void doPublish(ExtLogRecord line) {
        output.accept(json(line));
    }

    /** The JSON of a log record. */
    static String json(ExtLogRecord line) {
        LogEvent event = LogEvent.of(line);
        JsonLine json = new JsonLine().text("timestamp", TIME.format(line.getInstant())).text("level", line.getLevel().getName());
        event.name().ifPresent(name -> json.text("event", name));
        if (!event.message().isEmpty()) {
            json.text("message", event.message());
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        Correlation.payment().ifPresent(payment -> fields.put("payment", payment));
        fields.putAll(event.fields());
        Correlation.function().ifPresent(function -> fields.put("function", function));
        Correlation.requestId().ifPresent(id -> fields.put("requestId", id));
        Correlation.trace().ifPresent(trace -> fields.put("trace", trace));
        fields.put("logger", String.valueOf(line.getLoggerName()));
        fields.forEach((name, value) -> {
            if (value instanceof Long number) {
                json.number(name, number);
            } else {
                json.text(name, value.toString());
            }
        });
        if (line.getThrown() != null) {
            json.text("exception", stackTrace(line.getThrown()));
        }
        return json.end();
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.getBuffer().length() <= MAX_STACK_TRACE ? text.toString() : text.getBuffer().substring(0, MAX_STACK_TRACE);
    }
}
