package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import africa.paylinks.webhook.WebhookArchive.Arrival;
import africa.paylinks.webhook.WebhookArchive.Name;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DynamoWebhookArchiveTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");

    private final TestTable.Empty table = TestTable.emptyOverHttp();
    private final WebhookArchive archive = new DynamoWebhookArchive(table.client(), table.config());
    private final DynamoWebhookInbox inbox = new DynamoWebhookInbox(table.client(), table.config());

    @Test
    void aPageGoesOnFromOneDayToTheNext() {
        Arrival yesterday = arrives("flot", MIDNIGHT.minusSeconds(10));
        Arrival late = arrives("flot", MIDNIGHT.minusMillis(1));
        Arrival early = arrives("flot", MIDNIGHT);
        Arrival today = arrives("flot", MIDNIGHT.plusSeconds(10));
        arrives("fluid", MIDNIGHT);
        Instant from = MIDNIGHT.minusSeconds(3600);
        Instant to = MIDNIGHT.plusSeconds(3600);
        TestTable.settle();
        assertEquals(List.of(yesterday, late, early, today), archive.between("flot", from, to, 10, Optional.empty()));
        assertEquals(List.of(yesterday, late), archive.between("flot", from, to, 2, Optional.empty()));
        assertEquals(List.of(yesterday, late, early), archive.between("flot", from, to, 3, Optional.empty()));
        assertEquals(List.of(early, today), archive.between("flot", from, to, 3, Optional.of(late)));
        assertEquals(List.of(), archive.between("flot", from, to, 3, Optional.of(today)));
    }

    @Test
    void timesHoldTheirBeginningAndNotTheirEnd() {
        arrives("flot", MIDNIGHT.plusMillis(4));
        Arrival first = arrives("flot", MIDNIGHT.plusMillis(5));
        Arrival last = arrives("flot", MIDNIGHT.plusMillis(8));
        arrives("flot", MIDNIGHT.plusMillis(9));
        TestTable.settle();
        assertEquals(List.of(first, last), archive.between("flot", first.receivedAt(), MIDNIGHT.plusMillis(9), 10, Optional.empty()));
        assertEquals(List.of(), archive.between("flot", first.receivedAt(), first.receivedAt(), 10, Optional.empty()));
        assertEquals(List.of(), archive.between("flot", last.receivedAt(), first.receivedAt(), 10, Optional.empty()));
    }

    @Test
    void webhooksOfOneMillisecondComeOnceEach() {
        Set<Arrival> expected = new HashSet<>();
        for (int number = 0; number < 3; number++) {
            expected.add(arrives("flot", MIDNIGHT));
        }
        List<Arrival> found = new ArrayList<>();
        Optional<Arrival> after = Optional.empty();
        for (int page = 0; page < 3; page++) {
            TestTable.settle();
            found.addAll(archive.between("flot", MIDNIGHT, MIDNIGHT.plusSeconds(1), 1, after));
            after = Optional.of(found.get(page));
        }
        assertEquals(expected, Set.copyOf(found));
        assertEquals(3, found.size());
        assertEquals(List.of(), archive.between("flot", MIDNIGHT, MIDNIGHT.plusSeconds(1), 1, after));
    }

    private Arrival arrives(String provider, Instant at) {
        String key = UUID.randomUUID().toString();
        inbox.receive(new StoredWebhook(provider, key, "pay_x", new byte[] {1}, Map.of(), at));
        return new Arrival(new Name(provider, key), at);
    }
}
