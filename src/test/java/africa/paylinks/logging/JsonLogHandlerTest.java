package africa.paylinks.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Log lines as deployed functions write them. */
class JsonLogHandlerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CALL = Pattern.compile("LOG\\.(?:info|warn|error|debug)f?\\((?:\\w+, )?\"([^\"]*)\"");
    private static final Pattern KEY = Pattern.compile("(?<= )([a-zA-Z]+)=");

    @Test
    void anEventAndItsFieldsAreMembers() {
        JsonNode line = logged(log -> log.warnf("deal-failed provider=%s attempt=%d next=%ds: %s", "flot", 3, 30, "no answer"));
        assertEquals("deal-failed", line.path("event").asText());
        assertEquals("WARN", line.path("level").asText());
        assertEquals("flot", line.path("provider").asText());
        assertTrue(line.path("attempt").isIntegralNumber());
        assertEquals("30s", line.path("next").asText());
        assertEquals("no answer", line.path("message").asText());
        assertTrue(line.path("timestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    }

    @Test
    void anEventAloneHasNoMessage() {
        JsonNode line = logged(log -> log.warn("webhook-refused provider=kommo"));
        assertEquals("kommo", line.path("provider").asText());
        assertFalse(line.has("message"));
    }

    @Test
    void aValueCannotAddAField() {
        JsonNode line = logged(log -> log.warnf("status-check-failed provider=%s: %s", "x payment=pay_2 level=INFO", "event=forged\n{\"payment\":\"pay_3\"}"));
        assertEquals("status-check-failed", line.path("event").asText());
        assertEquals("x payment=pay_2 level=INFO", line.path("provider").asText());
        assertEquals("WARN", line.path("level").asText());
        assertFalse(line.has("payment"));
    }

    @Test
    void anExceptionIsOneMemberOfTheLine() {
        JsonNode line = logged(log -> log.errorf(new IllegalStateException("a\nb", new IOException("below")), "call-failed"));
        assertEquals("call-failed", line.path("event").asText());
        assertTrue(line.path("exception").asText().contains("Caused by: java.io.IOException: below"));
    }

    @Test
    void linesOfARequestHaveItsIdPaymentAndTrace() {
        System.setProperty("com.amazonaws.xray.traceHeader", "Root=1-abc-def;Parent=53995c3f42cd8ad8;Sampled=0");
        try {
            JsonNode line = Correlation.request("gw-1", () -> {
                Correlation.setPayment("pay_1");
                return logged(log -> log.warn("call-failed"));
            });
            assertEquals("gw-1 pay_1 1-abc-def", String.join(" ", line.path("requestId").asText(), line.path("payment").asText(),
                    line.path("trace").asText()));
        } finally {
            System.clearProperty("com.amazonaws.xray.traceHeader");
        }
        assertFalse(logged(log -> log.warn("call-failed")).has("requestId"));
    }

    @Test
    void aPaymentLastsUntilTheEndOfItsRequestAndIsNotSetWithoutOne() {
        assertEquals("pay_1", Correlation.request("gw-1", () -> {
            Correlation.setPayment("pay_1");
            return Correlation.payment().orElse("none");
        }));
        assertEquals(Optional.empty(), Correlation.payment());
        Correlation.setPayment("pay_2");
        assertEquals(Optional.empty(), Correlation.payment());
    }

    @Test
    void withoutApiGatewayTheRequestIdIsLambdas() {
        JsonNode line = Correlation.invocation("kommo-deals", "lambda-1", () -> logged(log -> log.infof("deal-gone lead=%d", 4711)));
        assertEquals("kommo-deals lambda-1", line.path("function").asText() + " " + line.path("requestId").asText());
    }

    @Test
    void aPooledThreadHasTheFieldsOfTheSubmittingThread() {
        Executor one = Correlation.propagating(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        List<String> seen = new ArrayList<>();
        for (String id : List.of("first", "second")) {
            seen.add(Correlation.request(id, () ->
                    CompletableFuture.supplyAsync(() -> Correlation.requestId().orElse("none"), one).join()));
        }
        seen.add(CompletableFuture.supplyAsync(() -> Correlation.requestId().orElse("none"), one).join());
        assertEquals(List.of("first", "second", "none"), seen);
    }

    @Test
    void everyLogCallBeginsWithAnEventAndUsesNoReservedField() throws IOException {
        Set<String> wrong = new TreeSet<>();
        int calls = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (var call : CALL.matcher(read(file)).results().toList()) {
                    calls++;
                    String format = call.group(1);
                    if (!format.matches("[a-z]+(-[a-z0-9]+)*(?:[ :].*)?")) {
                        wrong.add(file.getFileName() + " " + format);
                    }
                    KEY.matcher(format).results().filter(key -> LogEvent.RESERVED.contains(key.group(1)))
                            .forEach(key -> wrong.add(file.getFileName() + " " + format));
                }
            }
        }
        assertTrue(calls > 60, "only " + calls);
        assertEquals(Set.of(), wrong);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode logged(Consumer<org.jboss.logging.Logger> work) {
        List<String> lines = new ArrayList<>();
        JsonLogHandler handler = new JsonLogHandler(lines::add);
        Logger logger = Logger.getLogger(JsonLogHandlerTest.class.getName());
        logger.addHandler(handler);
        try {
            work.accept(org.jboss.logging.Logger.getLogger(JsonLogHandlerTest.class));
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, lines.size());
        assertFalse(lines.get(0).contains("\n"));
        try {
            return JSON.readTree(lines.get(0));
        } catch (IOException notJson) {
            throw new AssertionError(lines.get(0), notJson);
        }
    }
}
