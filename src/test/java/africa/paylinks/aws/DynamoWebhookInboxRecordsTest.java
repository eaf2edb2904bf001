package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static africa.paylinks.payment.SamplePayments.statusEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the inbox leaves behind, of webhooks that change no payment too. */
class DynamoWebhookInboxRecordsTest {

    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.overHttp(), TestTable.CONFIG);
    private final DynamoWebhookInbox inbox = new DynamoWebhookInbox(TestTable.overHttp(), TestTable.CONFIG);
    private final PaymentTerms terms = SamplePayments.terms();
    private final StoredWebhook webhook = new StoredWebhook("flot", terms.id() + ":e", terms.id(), new byte[] {1}, Map.of(),
            NOW.plusSeconds(2));
    private int transactions;

    @Test
    void aContradictingEventIsInTheHistoryWithItsReportedValues() {
        put();
        payments.raise(statusEvent(terms, PaymentStatus.PENDING));
        inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(4999, "SLE"))));
        HistoryEntry line = payments.history(terms.id()).get(1);
        assertEquals(PaymentStatus.PENDING, line.from());
        assertEquals(PaymentStatus.PENDING, line.to());
        assertEquals("amount", line.detail().get("mismatch"));
        assertEquals("COMPLETED", line.detail().get("said"));
        assertEquals("49.99 SLE", line.detail().get("paid"));
    }

    @Test
    void aWebhookThatBecomesStaleReturnsTheStateSetByAnotherCaller() {
        put();
        payments.raise(statusEvent(terms, PaymentStatus.COMPLETED));
        DynamoWebhookInbox overtaken = new DynamoWebhookInbox(InterceptedStore.of(TestTable.overHttp(), operation -> {
            if (operation.equals("transactWriteItems") && ++transactions == 2) {
                inbox.ignore(webhook);
            }
        }), TestTable.CONFIG);
        assertEquals(InboxState.IGNORED, overtaken.apply(webhook, statusEvent(terms, PaymentStatus.FAILED)));
        assertEquals("IGNORED", state());
    }

    @Test
    void aHintWithoutMeaningIsNoLongerDue() {
        inbox.receive(webhook);
        inbox.ignore(webhook);
        assertEquals("IGNORED", state());
        assertFalse(TestTable.partition("WEBHOOK#flot#" + webhook.key()).get(0).containsKey("dueAt"));
    }

    @Test
    void aWebhookWithoutMeaningIsStoredAndNotDue() {
        inbox.ignore(webhook);
        assertEquals("IGNORED", state());
        inbox.awaitConfirmation(webhook);
        assertEquals("IGNORED", state());
        assertFalse(TestTable.partition("WEBHOOK#flot#" + webhook.key()).get(0).containsKey("dueAt"));
    }

    @Test
    void ignoringASettledWebhookDoesNotChangeItsState() {
        put();
        inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED));
        inbox.ignore(webhook);
        assertEquals("APPLIED", state());
    }

    @Test
    void aWebhookThatIsNotKeptCannotBeSettledAndChangesNothing() {
        put();
        assertThrows(IllegalStateException.class, () -> inbox.settle(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(PaymentStatus.CREATING, payments.find(terms.id()).orElseThrow().status());
        assertEquals("absent", state());
    }

    private void put() {
        TestTable.overHttp().putItem(request -> request.tableName(TestTable.CONFIG.table()).item(PaymentItem.creating(terms, NOW)));
    }

    private String state() {
        return TestTable.inboxState("flot", webhook.key());
    }
}
