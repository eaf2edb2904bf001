package africa.paylinks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.ledger.Balances;
import africa.paylinks.payment.Failure;
import africa.paylinks.simulation.StoreClient;
import africa.paylinks.transfer.TransferStore.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two processes end the same hold at once; {@code -Dpaylinks.transfer.races=10000} makes that many of each. */
@Tag("slow")
class TransferRacesTest {

    private static final int RACES = Integer.getInteger("paylinks.transfer.races", 1_000);

    /** In process, so that both ends meet within microseconds. */
    private final TransferFixture fixture = new TransferFixture(StoreClient.inProcess(), TestTable.CONFIG);
    private final String recipient = fixture.account("b");

    private Transfer find(Transfer transfer) {
        return fixture.transfers.find(transfer.id()).orElseThrow();
    }

    @Test
    void eitherTheExpiryOrThePostOfAHoldWins() throws Exception {
        race(transfer -> fixture.transfers.expire(transfer, end(transfer)),
                // The clocks of two processes differ, so that one may post what is over for the other.
                transfer -> fixture.transfers.post(transfer, TransferCause.PAYMENT, end(transfer).minusMillis(1)));
    }

    @Test
    void eitherTheVoidOrThePostOfAHoldWins() throws Exception {
        race(transfer -> fixture.transfers.fail(transfer, new Failure("x", "y"), TransferCause.PAYMENT, fixture.clock.instant()),
                transfer -> fixture.transfers.post(transfer, TransferCause.PAYMENT, fixture.clock.instant()));
    }

    @Test
    void eitherTheConfirmationOrTheVoidOfAWithdrawalWins() throws Exception {
        String account = fixture.account("c", RACES);
        race(() -> {
            Transfer transfer = fixture.withdrawal(account, 1);
            assertTrue(fixture.transfers.reserve(Optional.empty(), transfer, TransferLimit.NONE) instanceof TransferStore.Stored);
            return transfer;
        }, transfer -> fixture.transfers.fail(transfer, new Failure("x", "y"), TransferCause.MERCHANT, fixture.clock.instant()),
                transfer -> fixture.transfers.post(transfer, TransferCause.MERCHANT, fixture.clock.instant()));
        long paidOut = fixture.accounts.systemBalance(fixture.merchant, "@withdrawals", "GHS");
        assertEquals(new Balances(RACES - paidOut, 0, 0), fixture.balances(account));
        assertEquals(0, fixture.total(account));
    }

    private static Instant end(Transfer transfer) {
        return transfer.terms().expiresAt().orElseThrow();
    }

    /** One way to end a transfer. */
    @FunctionalInterface
    private interface End {

        Ending of(Transfer transfer);
    }

    private void race(End giveUp, End post) throws Exception {
        long posted = race(() -> {
            Transfer transfer = fixture.collection(recipient, 1);
            fixture.transfers.reserve(Optional.empty(), transfer, TransferLimit.NONE);
            return transfer;
        }, giveUp, post);
        assertEquals(new Balances(posted, 0, 0), fixture.balances(recipient));
        assertEquals(-posted, fixture.accounts.systemBalance(fixture.merchant, "@fluid", "GHS"));
        assertEquals(posted, fixture.accounts.entries(recipient, 0, RACES + 1).size());
    }

    /** Ends each transfer in two ways at once; returns how many were posted. */
    private long race(Supplier<Transfer> reserved, End giveUp, End post) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        long posted = 0;
        Instant begin = Instant.ofEpochMilli(System.currentTimeMillis());
        for (int race = 0; race < RACES; race++) {
            Transfer transfer = reserved.get();
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<Ending>> ends = new ArrayList<>();
            // A post reads the number of the latest entry first, so that the other end would nearly always win.
            boolean reads = race % 2 == 1;
            End other = ending -> reads ? giveUp.of(find(ending)) : giveUp.of(ending);
            for (End end : List.of(other, post)) {
                ends.add(threads.submit(() -> {
                    start.await();
                    return end.of(transfer);
                }));
            }
            boolean isGivenUp = ends.get(0).get() == Ending.ENDED;
            boolean isPosted = ends.get(1).get() == Ending.ENDED;
            assertTrue(isGivenUp != isPosted, transfer.id() + ": given up " + isGivenUp + ", posted " + isPosted);
            assertEquals(isPosted, find(transfer).status() == TransferStatus.COMPLETED);
            posted += isPosted ? 1 : 0;
        }
        threads.shutdown();
        System.out.printf("%,d races: post won %,d, the other %,d; %d s%n", RACES, posted, RACES - posted,
                Duration.between(begin, Instant.ofEpochMilli(System.currentTimeMillis())).toSeconds());
        return posted;
    }
}
