package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.ledger.Account;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.transfer.Party;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferCause;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferLimit;
import africa.paylinks.transfer.TransferStore;
import africa.paylinks.transfer.TransferTerms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each phase of a transfer is one transaction; no read of a balance or a status precedes it. */
class TransferPhasesTest {

    private static final Instant NOW = SamplePayments.NOW;
    private static final TransferLimit LIMIT = new TransferLimit(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(1_000_00),
            OptionalLong.empty(), ZoneOffset.UTC);

    private final Account account = Account.open("shop", SamplePayments.IDS.next("owner"), Optional.empty(), Optional.empty(), "GHS", NOW);
    private final DynamoAccountStore accounts = new DynamoAccountStore(TestTable.client(), TestTable.CONFIG);

    private Transfer collection() {
        Party phone = Party.byPhone("fluid", "+233241234567", Optional.empty(), Optional.empty());
        return Transfer.created(new TransferTerms(SamplePayments.IDS.next("trf"), TransferKind.COLLECTION, "shop", phone, Party.of(account),
                new Money(1_00, "GHS"), Optional.of("fluid"), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), NOW,
                Optional.of(NOW.plus(Duration.ofHours(1)))));
    }

    private List<String> calls(CountedStep step) {
        CountedCalls counted = new CountedCalls(TestTable.client());
        DynamoTransferStore store = new DynamoTransferStore(counted.client(), TestTable.CONFIG, Clock.fixed(NOW, ZoneOffset.UTC), SamplePayments.IDS);
        assertTrue(step.in(store));
        return counted.counts();
    }

    /** A phase, which has to take place. */
    @FunctionalInterface
    private interface CountedStep {

        boolean in(TransferStore store);
    }

    @Test
    void reserveAndVoidAreOneTransactionEach() {
        accounts.open(account);
        Transfer transfer = collection();
        assertEquals(List.of("transactWriteItems 1"), calls(store -> store.reserve(Optional.empty(), transfer, LIMIT) instanceof TransferStore.Stored));
        assertEquals(List.of("transactWriteItems 1"), calls(store ->
                store.fail(transfer, new Failure("x", "y"), TransferCause.PAYMENT, NOW) == TransferStore.Ending.ENDED));
    }

    /** The read gives the entry its number and the balance after it; the write is refused when they are out of date. */
    @Test
    void postIsOneTransactionAfterOneReadOfTheEntryNumber() {
        accounts.open(account);
        Transfer transfer = collection();
        calls(store -> store.reserve(Optional.empty(), transfer, LIMIT) instanceof TransferStore.Stored);
        assertEquals(List.of("getItem 1", "transactWriteItems 1"), calls(store ->
                store.post(transfer, TransferCause.PAYMENT, NOW) == TransferStore.Ending.ENDED));
    }
}
