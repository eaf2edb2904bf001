package africa.paylinks.local.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {

    private static final Instant NOW = Instant.parse("2026-11-29T07:00:00Z");

    private final AdjustableClock clock = new AdjustableClock(NOW);
    private final DynamoDb tables = new DynamoDb(clock);

    @Test
    void deletesWhatHasExpiredAndNothingElse() {
        tables.call("CreateTable", TestTable.definition("some-table").create());
        put("past", "N", String.valueOf(NOW.getEpochSecond() - 1));
        put("soon", "N", String.valueOf(NOW.getEpochSecond() + 60));
        put("text", "S", "1");
        put("none", "S", "");
        assertEquals(0, tables.expire("some-table"));

        ObjectNode enable = Json.object().put("TableName", "some-table");
        enable.putObject("TimeToLiveSpecification").put("AttributeName", "ttl").put("Enabled", true);
        tables.call("UpdateTimeToLive", enable);
        List<String> deleted = new ArrayList<>();
        tables.onChange((before, after) -> deleted.add(before.orElseThrow().path("pk").path("S").asText() + after.isPresent()));
        assertEquals(1, tables.expire("some-table"));
        assertEquals(List.of("pastfalse"), deleted);

        clock.advance(Duration.ofDays(400));
        assertEquals(1, tables.expire("some-table"));
        TreeSet<String> left = new TreeSet<>();
        tables.read("some-table", item -> left.add(item.path("pk").path("S").asText()));
        assertEquals(new TreeSet<>(List.of("none", "text")), left);
    }

    private void put(String pk, String type, String ttl) {
        ObjectNode request = Json.object().put("TableName", "some-table");
        ObjectNode item = request.putObject("Item");
        item.putObject("pk").put("S", pk);
        item.putObject("sk").put("S", pk);
        item.putObject("ttl").put(type, ttl);
        tables.call("PutItem", request);
    }
}
