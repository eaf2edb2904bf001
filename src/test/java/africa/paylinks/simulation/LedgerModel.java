package africa.paylinks.simulation;

import africa.paylinks.http.ProblemCode;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferLimit;
import africa.paylinks.transfer.TransferStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The books as they have to be: plain sums, without a store and without concurrency. */
final class LedgerModel {

    static final long DAY_VALUE = 75;
    static final long DAY_COUNT = 6;
    static final TransferLimit LIMIT = new TransferLimit(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(DAY_VALUE),
            OptionalLong.of(DAY_COUNT), ZoneOffset.UTC);

    final Map<String, Books> books = new LinkedHashMap<>();
    final Map<String, Long> system = new TreeMap<>();
    final Map<String, TransferStatus> statuses = new LinkedHashMap<>();
    final List<Transfer> known = new ArrayList<>();
    /** The transfers whose sender's money has arrived, and those of which an attempt was reported as failed. */
    final Set<String> paid = new HashSet<>();
    final Set<String> declined = new HashSet<>();
    final Map<String, Key> keys = new LinkedHashMap<>();
    private final Map<DailyCount, TransferLimit.Usage> counts = new HashMap<>();
    private final Set<DailyCount> changed = new TreeSet<>(Comparator.comparing(DailyCount::toString));

    /** A customer's account. */
    static final class Books {

        long balance;
        long pendingIn;
        long pendingOut;
        long entries;
        boolean closed;

        long available() {
            return balance - pendingOut;
        }
    }

    /** An idempotency key and its latest holder. */
    static final class Key {

        final String transferId;
        final Instant end;
        FencingToken holder;
        Instant leaseEnd;
        boolean answered;

        Key(String transferId, FencingToken holder, Instant leaseEnd, Instant end) {
            this.transferId = transferId;
            this.holder = holder;
            this.leaseEnd = leaseEnd;
            this.end = end;
        }
    }

    TransferStatus status(Transfer transfer) {
        return statuses.get(transfer.id());
    }

    static long minor(Transfer transfer) {
        return transfer.terms().amount().minor();
    }

    static boolean isIn(Transfer transfer) {
        return transfer.terms().kind() == TransferKind.COLLECTION;
    }

    static boolean isOver(Transfer transfer, Instant at) {
        return transfer.terms().expiresAt().filter(end -> !at.isBefore(end)).isPresent();
    }

    /** Why a new transfer has to be refused, in the order of precedence. */
    Optional<ProblemCode> refusal(Transfer transfer, List<Books> debited, List<Books> open) {
        if (open.stream().anyMatch(account -> account.closed)) {
            return Optional.of(ProblemCode.ACCOUNT_CLOSED);
        }
        return transfer.terms().limit().flatMap(counter -> LIMIT.violation(usage(counter), transfer.terms().amount()))
                .or(() -> debited.stream().filter(account -> account.available() < minor(transfer)).findFirst()
                        .map(poor -> ProblemCode.INSUFFICIENT_FUNDS));
    }

    TransferLimit.Usage usage(DailyCount counter) {
        return counts.getOrDefault(counter, TransferLimit.Usage.NONE);
    }

    /** The daily counts that have changed since this was asked last. */
    List<DailyCount> changedCounts() {
        List<DailyCount> taken = List.copyOf(changed);
        changed.clear();
        return taken;
    }

    /** Counts a transfer against its sender's day, or gives it back. */
    void count(Transfer transfer, int sign) {
        transfer.terms().limit().ifPresent(counter -> {
            TransferLimit.Usage before = usage(counter);
            counts.put(counter, new TransferLimit.Usage(before.minor() + sign * minor(transfer), before.count() + sign));
            changed.add(counter);
        });
    }

    /** Begins or ends what is pending for a transfer. */
    void pend(Transfer transfer, int sign) {
        Books of = held(transfer);
        of.pendingIn += isIn(transfer) ? sign * minor(transfer) : 0;
        of.pendingOut += isIn(transfer) ? 0 : sign * minor(transfer);
    }

    Books held(Transfer transfer) {
        return books.get(transfer.terms().hold().orElseThrow().account());
    }

    /** Books an amount from one account to another, be they of customers or of the system. */
    void book(String from, String to, long minor) {
        entry(from, -minor);
        entry(to, minor);
    }

    private void entry(String account, long minor) {
        Books of = books.get(account);
        if (of == null) {
            system.merge(account, minor, Long::sum);
        } else {
            of.balance += minor;
            of.entries++;
        }
    }

    void remember(Transfer transfer, TransferStatus status) {
        known.add(transfer);
        statuses.put(transfer.id(), status);
    }

    void reach(Transfer transfer, TransferStatus status) {
        statuses.put(transfer.id(), status);
    }
}
