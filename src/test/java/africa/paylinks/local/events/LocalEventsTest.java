package africa.paylinks.local.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.EventBridgeBus;
import africa.paylinks.aws.SqsMessageQueue;
import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.template.Template;
import africa.paylinks.notification.PaymentEvent;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The real clients of SQS and EventBridge against the local services, and the event sources of a template. */
class LocalEventsTest {

    private static final String TEMPLATE = """
            Resources:
              Work:
                Type: AWS::SQS::Queue
                Properties:
                  VisibilityTimeout: 60
                  RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
              Dead: { Type: AWS::SQS::Queue }
              Paid:
                Type: AWS::Events::Rule
                Properties:
                  EventPattern: { source: [paylinks], detail-type: [payment.completed], detail: { payment: { id: [{ prefix: kommo_ }] } } }
                  Targets: [{ Id: work, Arn: !GetAtt Work.Arn }]
              Worker:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: worker } }
                  Events: { Work: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn, BatchSize: 3 } } }
            """;

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final LocalServer server = LocalServer.open(new ConcurrentHashMap<>(), "secrets", 0);
    private final StaticCredentialsProvider credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    private LocalEvents events;
    private EventTopology wiring;

    @BeforeEach
    void start() throws IOException {
        Template template = Template.parse(TEMPLATE);
        wiring = EventTopology.of(template);
        events = new LocalEvents(template, new ConcurrentHashMap<>(), clock);
        server.answerWith(events.before(call -> LocalResponse.empty(404)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theRealClientSendsAsManyMessagesAsThereAre() {
        queue().send(url("Work"), IntStream.range(0, 23).mapToObj(i -> "message é " + i).toList());
        assertEquals(23, events.queues().bodies("Work").size());
        assertEquals("message é 22", events.queues().bodies("Work").get(22));
        assertThrows(QueueUnavailable.class, () -> queue().send(url("Missing"), List.of("x")));
    }

    @Test
    void aMessageBecomesVisibleAgainAndEndsInTheDeadLetterQueue() {
        queue().send(url("Work"), List.of("a"));
        Queues.Received first = events.queues().receive("Work", 10).get(0);
        assertEquals(1, first.receives());
        assertEquals(List.of(), events.queues().receive("Work", 10));
        queue().redeliver(url("Work"), first.receipt(), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(5));
        assertEquals(2, events.queues().receive("Work", 10).get(0).receives());
        clock.advance(Duration.ofSeconds(60));
        assertEquals(List.of(), events.queues().receive("Work", 10));
        assertEquals(List.of("a"), events.queues().bodies("Dead"));
        assertEquals(List.of(), events.queues().bodies("Work"));
    }

    @Test
    void theRealClientRedrivesDeadLetters() {
        queue().send(url("Dead"), List.of("a", "b"));
        try (SqsClient client = SqsClient.builder().endpointOverride(address()).region(Region.EU_WEST_1).credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()).build()) {
            String dead = "arn:aws:sqs:eu-west-1:000000000000:Dead";
            client.startMessageMoveTask(request -> request.sourceArn(dead));
            assertEquals(List.of("a", "b"), events.queues().bodies("Work"));
            assertEquals(List.of(), events.queues().bodies("Dead"));
            queue().send(url("Dead"), List.of("c"));
            client.startMessageMoveTask(request -> request.sourceArn(dead).destinationArn("arn:aws:sqs:eu-west-1:000000000000:Work"));
            assertEquals(List.of("a", "b", "c"), events.queues().bodies("Work"));
            assertEquals(1, events.queues().receive("Work", 10).get(0).receives());
            assertThrows(software.amazon.awssdk.services.sqs.model.SqsException.class,
                    () -> client.startMessageMoveTask(request -> request.sourceArn("arn:aws:sqs:eu-west-1:000000000000:Missing")));
            assertThrows(software.amazon.awssdk.services.sqs.model.SqsException.class,
                    () -> client.startMessageMoveTask(request -> request.sourceArn("arn:aws:sqs:eu-west-1:000000000000:Work")));
        }
    }

    @Test
    void theRealClientPublishesAndARuleForwardsToItsQueue() throws IOException {
        try (EventBridgeClient client = EventBridgeClient.builder().endpointOverride(address()).region(Region.EU_WEST_1)
                .credentialsProvider(credentials).httpClientBuilder(UrlConnectionHttpClient.builder()).build()) {
            EventBridgeBus bus = new EventBridgeBus(client, "bus");
            assertEquals(Set.of(), bus.publish(List.of(event("payment.completed", "kommo_1_x"), event("payment.completed", "pay_1"),
                    event("payment.created", "kommo_1_x"))));
            assertEquals(1, events.queues().bodies("Work").size());
            JsonNode envelope = Json.readObject(events.queues().bodies("Work").get(0).getBytes(StandardCharsets.UTF_8));
            assertEquals("payment.completed", envelope.path("detail-type").asText());
            assertEquals("kommo_1_x", envelope.path("detail").path("payment").path("id").asText());
            server.close();
            assertEquals(Set.of(0), bus.publish(List.of(event("payment.completed", "kommo_1_x"))));
        }
    }

    @Test
    void reportedFailuresStayAndOtherMessagesAreDeleted() throws IOException {
        queue().send(url("Work"), List.of("good", "bad", "good", "later"));
        List<JsonNode> seen = new ArrayList<>();
        QueueFollower follower = follower((name, event) -> {
            JsonNode records = Json.readObject(event).path("Records");
            seen.add(records);
            var answer = Json.object();
            var failures = answer.putArray("batchItemFailures");
            records.forEach(record -> {
                if (record.path("body").asText().equals("bad")) {
                    failures.addObject().put("itemIdentifier", record.path("messageId").asText());
                }
            });
            return Json.bytes(answer);
        });
        assertTrue(follower.step());
        assertEquals(3, seen.get(0).size());
        assertEquals("1", seen.get(0).get(0).path("attributes").path("ApproximateReceiveCount").asText());
        assertEquals(List.of("bad", "later"), events.queues().bodies("Work"));
        assertTrue(follower.step());
        assertFalse(follower.step());
        assertEquals(List.of("bad"), events.queues().bodies("Work"));
    }

    @Test
    void nothingIsDeletedWhenTheFunctionFails() {
        queue().send(url("Work"), List.of("a"));
        assertTrue(follower((name, event) -> {
            throw new IllegalStateException("killed");
        }).step());
        assertEquals(List.of("a"), events.queues().bodies("Work"));
    }

    @Test
    void patternsMatchWithTheSupportedOperators() throws IOException {
        JsonNode event = Json.stored("{\"a\":{\"b\":\"xyz\"},\"n\":1}");
        Map.of("{\"a\":{\"b\":[\"xyz\"]}}", true, "{\"a\":{\"b\":[\"x\",{\"prefix\":\"xy\"}]},\"n\":[1]}", true, "{\"a\":{\"b\":[\"x\"]}}", false,
                "{\"a\":{\"c\":[{\"exists\":false}]}}", true, "{\"n\":[\"1\"]}", false, "{\"n\":[{\"prefix\":\"1\"}]}", false).forEach((pattern, matches) -> {
                    try {
                        assertEquals(matches, EventPattern.parse(pattern).matches(event), pattern);
                    } catch (IOException unreadable) {
                        throw new AssertionError(unreadable);
                    }
                });
        assertThrows(IllegalStateException.class, () -> EventPattern.parse("{\"n\":[{\"numeric\":[\">\",0]}]}").matches(event));
    }

    private QueueFollower follower(Functions functions) {
        return new QueueFollower(wiring.queueSources().get(0), events.queues(), functions);
    }

    private static PaymentEvent event(String type, String paymentId) {
        var detail = africa.paylinks.http.Json.object();
        detail.putObject("payment").put("id", paymentId);
        return new PaymentEvent(type, Instant.parse("2026-11-22T10:00:00Z"), detail);
    }

    private MessageQueue queue() {
        return new SqsMessageQueue(SqsClient.builder().endpointOverride(address()).region(Region.EU_WEST_1).credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()).build());
    }

    private String url(String queue) {
        return address() + "/000000000000/" + queue;
    }

    private URI address() {
        return URI.create("http://localhost:" + server.port());
    }
}
