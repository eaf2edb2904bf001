package africa.paylinks.local.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.events.LocalEvents;
import africa.paylinks.local.events.Schedules;
import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.template.Template;
import africa.paylinks.local.time.LocalClock;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The test clock over the embedded table, the local queues and the schedules of a template. */
class TestClockTest {

    private static final String TABLE = "some-table";
    private static final String TEMPLATE = """
            Resources:
              Work:
                Type: AWS::SQS::Queue
                Properties: { VisibilityTimeout: 60 }
              Worker:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: worker } }
                  Events: { Work: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn, BatchSize: 1 } } }
              Minutely:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: minutely } }
                  Events: { Each: { Type: Schedule, Properties: { Schedule: rate(1 minute) } } }
            """;

    private final Map<String, Object> state = new ConcurrentHashMap<>();
    private final LocalClock clock = new LocalClock(state, Clock.systemUTC());
    private final LocalDynamoDb dynamoDb = LocalDynamoDb.start(state, InetAddress.getLoopbackAddress(), 0, TestTable.definition(TABLE), clock);
    private final LocalServer server = LocalServer.open(state, "services", 0);
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<CountDownLatch> blocked = new ArrayList<>();
    private final Instant begin = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    private LocalEvents events;

    @AfterEach
    void stop() {
        blocked.forEach(CountDownLatch::countDown);
        events.stop();
        server.close();
        dynamoDb.close();
    }

    @Test
    void whatIsDueHappensInOrder() throws Exception {
        TestClock testClock = start(this::processDue, Duration.ofMinutes(1));
        due("a", begin.plus(Duration.ofHours(1)));
        due("b", begin.plus(Duration.ofHours(3)));
        send(Duration.ofMinutes(15).minusSeconds(5));

        ObjectNode answer = advance(testClock, "P1D");
        assertTrue(answer.path("complete").asBoolean(), answer.toPrettyString());
        assertEquals(List.of("worker", "minutely a", "minutely b"), calls.stream().map(call -> call.substring(call.indexOf(' ') + 1))
                .filter(call -> !call.equals("minutely")).toList());
        assertTrue(answer.path("scheduleRuns").asInt() < 10, answer.toPrettyString());
        assertEquals(0, answer.path("pending").path("overdue").asInt());
        assertTrue(calls.get(1).startsWith(begin.plus(Duration.ofHours(1)).toString().substring(0, 16)), calls.toString());
    }

    @Test
    void aFailedBatchComesAgainAfterItsVisibilityTimeout() throws Exception {
        TestClock testClock = start((name, event) -> {
            boolean isFirst = !calls.contains(name);
            calls.add(name);
            if (isFirst && name.equals("worker")) {
                throw new IllegalStateException("fails once");
            }
            return Json.bytes(Json.object());
        }, Duration.ofMinutes(1));
        send(Duration.ZERO);
        advance(testClock, "PT59S");
        assertEquals(List.of("worker"), calls.stream().filter("worker"::equals).toList());
        ObjectNode answer = advance(testClock, "PT10S");
        assertEquals(List.of("worker", "worker"), calls.stream().filter("worker"::equals).toList());
        assertTrue(answer.path("pending").path("queued").isEmpty(), answer.toPrettyString());
    }

    @Test
    void aFunctionThatSleepsWakesUpAtItsTime() throws Exception {
        TestClock testClock = start((name, event) -> {
            Instant before = clock.instant();
            clock.sleep(Duration.ofSeconds(30));
            calls.add(String.valueOf(Duration.between(before, clock.instant()).toSeconds()));
            return Json.bytes(Json.object());
        }, Duration.ofMinutes(1));
        due("a", begin.plus(Duration.ofMinutes(5)));
        advance(testClock, "PT5M30S");
        advance(testClock, "PT30S");
        assertEquals("30", calls.get(0));
    }

    @Test
    @Tag("slow")
    void workThatNobodyProcessesDoesNotSlowAYearDown() throws Exception {
        TestClock testClock = start((name, event) -> Json.bytes(Json.object()), Duration.ofMinutes(5));
        due("a", begin.minusSeconds(60));
        ObjectNode answer = advance(testClock, "P1Y");
        assertTrue(answer.path("complete").asBoolean(), answer.toPrettyString());
        assertEquals(1, answer.path("pending").path("overdue").asInt());
        assertTrue(answer.path("scheduleRuns").asInt() < 1_600, answer.toPrettyString());
    }

    @Test
    void answersWithWhatIsOpenWhenItTakesTooLong() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        blocked.add(latch);
        TestClock testClock = start((name, event) -> {
            latch.await();
            return Json.bytes(Json.object());
        }, Duration.ofMillis(500));
        due("a", begin.plus(Duration.ofMinutes(5)));
        ObjectNode answer = advance(testClock, "P1D");
        assertFalse(answer.path("complete").asBoolean(), answer.toPrettyString());
        assertEquals(1, answer.path("pending").path("overdue").asInt(), answer.toPrettyString());
        assertTrue(clock.instant().isBefore(begin.plus(Duration.ofHours(1))));
    }

    @Test
    void onlyOneRequestMovesTheClock() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch latch = new CountDownLatch(1);
        blocked.add(latch);
        TestClock testClock = start((name, event) -> {
            called.countDown();
            latch.await();
            return Json.bytes(Json.object());
        }, Duration.ofMinutes(1));
        server.answerWith(new ClockControl(testClock));
        due("a", begin.plus(Duration.ofMinutes(5)));
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/_control/clock"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"PT10M\"}")).build();
        var first = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        called.await();
        HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(409, second.statusCode());
        assertTrue(second.body().contains("clock-is-moving"), second.body());
        latch.countDown();
        assertEquals(200, first.join().statusCode());
    }

    private TestClock start(Functions functions, Duration limit) throws IOException {
        Template template = Template.parse(TEMPLATE);
        events = new LocalEvents(template, state, clock, clock.activity());
        server.answerWith(events.before(call -> LocalResponse.empty(404)));
        events.start(functions, dynamoDb.tables(), TABLE);
        return new TestClock(clock, dynamoDb.tables(), TABLE, events, new Schedules(template, clock), functions, limit);
    }

    private byte[] processDue(String name, byte[] event) {
        List<String> processed = new ArrayList<>();
        if (name.equals("minutely")) {
            dynamoDb.tables().read(TABLE, item -> Optional.of(item).filter(any -> any.has("dueAt"))
                    .filter(any -> !Instant.parse(any.path("dueAt").path("S").asText()).isAfter(clock.instant()))
                    .ifPresent(any -> processed.add(any.path("pk").path("S").asText())));
        }
        processed.forEach(this::settle);
        calls.add(clock.instant() + " " + String.join(" ", name, String.join(",", processed)).strip());
        return Json.bytes(Json.object());
    }

    private void settle(String pk) {
        ObjectNode request = Json.object().put("TableName", TABLE);
        request.set("Item", item(pk));
        dynamoDb.tables().call("PutItem", request);
    }

    private void due(String pk, Instant at) {
        ObjectNode item = item(pk);
        item.putObject("dueShard").put("S", "flot#0");
        item.putObject("dueAt").put("S", at.toString());
        ObjectNode request = Json.object().put("TableName", TABLE);
        request.set("Item", item);
        dynamoDb.tables().call("PutItem", request);
    }

    private static ObjectNode item(String pk) {
        ObjectNode item = Json.object();
        item.putObject("pk").put("S", pk);
        item.putObject("sk").put("S", pk);
        return item;
    }

    private void send(Duration delay) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port()))
                .header("X-Amz-Target", "AmazonSQS.SendMessage").POST(HttpRequest.BodyPublishers.ofString(Json.text(Json.object()
                        .put("QueueUrl", "http://localhost/0/Work").put("MessageBody", "x").put("DelaySeconds", delay.toSeconds())))).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private ObjectNode advance(TestClock testClock, String period) throws Exception {
        Instant target = AdvanceRequest.target(Json.bytes(Json.object().put("advance", period)), clock.instant());
        return testClock.moveTo(target).orElseThrow();
    }
}
