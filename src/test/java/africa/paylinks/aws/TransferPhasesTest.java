package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Party;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferCause;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferLimit;
import africa.paylinks.transfer.TransferStatus;
import africa.paylinks.transfer.TransferStore;
import africa.paylinks.transfer.TransferStore.Call;
import africa.paylinks.transfer.TransferTerms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each phase of a transfer is one transaction, whose conditions decide; no read of a balance or a status precedes it. */
class TransferPhasesTest {

    private static final Instant NOW = SamplePayments.NOW;
    private static final TransferLimit LIMIT = new TransferLimit(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(1_000_00),
            OptionalLong.empty(), ZoneOffset.UTC);

    private static final Instant END = NOW.plus(Duration.ofHours(1));
    private static final Failure FAILURE = new Failure("x", "y");
    private static final StoredAnswer ANSWER = new StoredAnswer(201, Map.of(), "{}");
    private static final Party PHONE = Party.byPhone("fluid", "+233241234567", Optional.empty(), Optional.empty());
    private static final List<String> ONE_TRANSACTION = List.of("transactWriteItems 1");
    /** The read gives the entry its number and the balance after it; the write is refused when they are out of date. */
    private static final List<String> AFTER_THE_ENTRYS_NUMBER = List.of("getItem 1", "transactWriteItems 1");

    private final Account account = opened();
    private final Account other = opened();

    private static Account opened() {
        Account account = Account.open("shop", SamplePayments.IDS.next("owner"), Optional.empty(), Optional.empty(), "GHS", NOW);
        new DynamoAccountStore(TestTable.overHttp(), TestTable.CONFIG).open(account);
        return account;
    }

    private Transfer transfer(TransferKind kind, Party from, Party to) {
        boolean isCollection = kind == TransferKind.COLLECTION;
        return Transfer.created(new TransferTerms(SamplePayments.IDS.next("trf"), kind, "shop", from, to, new Money(1_00, "GHS"),
                isCollection ? Optional.of("fluid") : Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(),
                Optional.of(new DailyCount("shop", "GHS", from.account(), LocalDate.ofInstant(NOW, ZoneOffset.UTC)))
                        .filter(any -> isCollection || kind == TransferKind.INTERNAL), NOW, isCollection ? Optional.of(END) : Optional.empty()));
    }

    /** A transfer from a phone that was reserved. */
    private Transfer collection() {
        Transfer transfer = transfer(TransferKind.COLLECTION, PHONE, Party.of(account));
        assertEquals(ONE_TRANSACTION, calls(store -> isStored(store.reserve(Optional.empty(), transfer, LIMIT))));
        return transfer;
    }

    private static boolean isStored(TransferStore.Result result) {
        return result instanceof TransferStore.Stored;
    }

    private static boolean isEnded(TransferStore.Ending ending) {
        return ending == TransferStore.Ending.ENDED;
    }

    private List<String> calls(CountedStep step) {
        CountedCalls counted = new CountedCalls(TestTable.overHttp());
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
        Transfer failing = collection();
        assertEquals(ONE_TRANSACTION, calls(store -> isEnded(store.fail(failing, FAILURE, TransferCause.PAYMENT, NOW))));
        Transfer expiring = collection();
        assertEquals(ONE_TRANSACTION, calls(store -> isEnded(store.expire(expiring, END))));
    }

    @Test
    void askingTheSenderIsOneTransactionWithTheAnswerToTheRequest() {
        Transfer transfer = transfer(TransferKind.COLLECTION, PHONE, Party.of(account));
        Call call = new Call(new IdempotencyKey("shop", transfer.id()), new Fingerprint("f"));
        List<FencingToken> token = new ArrayList<>();
        assertEquals(ONE_TRANSACTION, calls(store -> store.reserve(Optional.of(call), transfer, LIMIT) instanceof TransferStore.Stored stored
                && token.add(stored.token().orElseThrow())));
        assertEquals(ONE_TRANSACTION, calls(store -> store.collecting(token.get(0), transfer, ANSWER, NOW) == TransferStore.Answering.ANSWERED));
    }

    @Test
    void postIsOneTransactionAfterOneReadOfTheEntryNumber() {
        Transfer transfer = collection();
        assertEquals(AFTER_THE_ENTRYS_NUMBER, calls(store -> isEnded(store.post(transfer, TransferCause.PAYMENT, NOW))));
    }

    @Test
    void lateMoneyIsBookedInOneTransaction() {
        Transfer credited = collection();
        calls(store -> isEnded(store.expire(credited, END)));
        assertEquals(AFTER_THE_ENTRYS_NUMBER, calls(store -> isEnded(store.postLate(credited, END))));
        Transfer kept = collection();
        calls(store -> isEnded(store.fail(kept, FAILURE, TransferCause.PAYMENT, NOW)));
        assertEquals(ONE_TRANSACTION, calls(store -> isEnded(store.keepForReturn(kept, FAILURE, END))));
    }

    @Test
    void bookingAndReversingAreOneTransactionEachAndReadNothing() {
        Transfer funding = collection();
        calls(store -> isEnded(store.post(funding, TransferCause.PAYMENT, NOW)));
        Transfer internal = transfer(TransferKind.INTERNAL, Party.of(account), Party.of(other)).raised(TransferStatus.COMPLETED, NOW);
        assertEquals(ONE_TRANSACTION, calls(store -> isStored(store.book(Optional.empty(), internal, LIMIT, current(), ANSWER))));
        Transfer reversal = transfer(TransferKind.REVERSAL, Party.of(other), Party.of(account)).raised(TransferStatus.COMPLETED, NOW);
        assertEquals(ONE_TRANSACTION, calls(store -> isStored(store.reverse(Optional.empty(), internal, reversal, current(), ANSWER))));
    }

    private List<Account> current() {
        DynamoAccountStore accounts = new DynamoAccountStore(TestTable.overHttp(), TestTable.CONFIG);
        return List.of(accounts.find(account.id()).orElseThrow(), accounts.find(other.id()).orElseThrow());
    }

    @Test
    void withdrawalsHaveTheSamePhases() {
        Transfer funding = collection();
        calls(store -> isEnded(store.post(funding, TransferCause.PAYMENT, NOW)));
        Transfer voided = transfer(TransferKind.WITHDRAWAL, Party.of(account), Party.outside("@withdrawals"));
        assertEquals(ONE_TRANSACTION, calls(store -> isStored(store.reserve(Optional.empty(), voided, LIMIT))));
        assertEquals(ONE_TRANSACTION, calls(store -> isEnded(store.fail(voided, FAILURE, TransferCause.MERCHANT, NOW))));
        Transfer paidOut = transfer(TransferKind.WITHDRAWAL, Party.of(account), Party.outside("@withdrawals"));
        assertEquals(ONE_TRANSACTION, calls(store -> isStored(store.reserve(Optional.empty(), paidOut, LIMIT))));
        assertEquals(AFTER_THE_ENTRYS_NUMBER, calls(store -> isEnded(store.post(paidOut, TransferCause.MERCHANT, NOW))));
    }
}
