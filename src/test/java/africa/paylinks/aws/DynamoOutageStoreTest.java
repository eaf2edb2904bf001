package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.Outage;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DynamoOutageStoreTest {

    private final DynamoOutageStore store = new DynamoOutageStore(TestTable.overHttp(), TestTable.CONFIG);
    private final String provider = "p-" + UUID.randomUUID();

    @Test
    void anOutageIsStoredForTheNextRun() {
        Outage none = store.find(provider);
        assertTrue(none.isNone());
        Outage failed = none.failed(SamplePayments.NOW, Optional.of(Duration.ofSeconds(30)));
        assertTrue(store.replace(none, failed));
        assertEquals(failed, store.find(provider));
    }

    @Test
    void oneOfTwoConcurrentRunsWrites() {
        Outage none = store.find(provider);
        Outage failed = none.failed(SamplePayments.NOW, Optional.empty());
        assertTrue(store.replace(none, failed));
        assertFalse(store.replace(none, none.answered()));
        assertEquals(failed, store.find(provider));
        assertTrue(store.replace(failed, failed.answered()));
    }
}
