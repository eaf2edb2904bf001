package africa.paylinks.simulation;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoAccountStore;
import africa.paylinks.aws.DynamoTransferStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Entry;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Party;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferCause;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferLimit;
import africa.paylinks.transfer.TransferStatus;
import africa.paylinks.transfer.TransferStore;
import africa.paylinks.transfer.TransferStore.Ending;
import africa.paylinks.transfer.TransferTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs random phases of transfers with what was read some time ago, and compares each outcome and the books with a model.
 * Before a write, sometimes a whole other phase takes place, as of another process.
 */
final class LedgerSimulation {

    private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");
    private static final long DAY_VALUE = 60;
    private static final long DAY_COUNT = 9;
    private static final TransferLimit LIMIT = new TransferLimit(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(DAY_VALUE),
            OptionalLong.of(DAY_COUNT), ZoneOffset.UTC);
    private static final StoredAnswer ANSWER = new StoredAnswer(201, Map.of(), "{}");
    private static final Failure FAILURE = new Failure("x", "y");

    private final DynamoDbClient table;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private long events;
    private long interleaved;

    LedgerSimulation(DynamoDbClient table) {
        this.table = table;
    }

    /** What must never be. */
    static final class Violation extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Violation(String message, Throwable cause) {
            super(message, cause);
        }
    }

    long events() {
        return events;
    }

    long interleaved() {
        return interleaved;
    }

    /** How often each phase ended in which way. */
    Map<String, Long> outcomes() {
        return outcomes;
    }

    void run(long seed, int steps) {
        World world = new World(seed);
        for (int step = 0; step < steps; step++) {
            try {
                world.step();
                world.check(step % 25 == 0 || step == steps - 1);
            } catch (Violation violation) {
                throw violation;
            } catch (RuntimeException broken) {
                throw new Violation("step " + step + ": " + broken, broken);
            }
        }
        world.checkEntries();
    }

    /** A model account. */
    private static final class Books {

        private long balance;
        private long pendingIn;
        private long pendingOut;
        private long entries;
        private boolean closed;

        long available() {
            return balance - pendingOut;
        }
    }

    /** A merchant with a few accounts, and what the model knows of them. */
    private final class World {

        private final SeededRandom random;
        private final String merchant;
        private final AdjustableClock clock = new AdjustableClock(BEGIN);
        private final DynamoAccountStore accounts = new DynamoAccountStore(table, TestTable.CONFIG);
        private final DynamoTransferStore transfers;
        private final Map<String, Books> books = new LinkedHashMap<>();
        private final Map<String, Long> system = new TreeMap<>();
        private final Map<String, TransferStatus> statuses = new LinkedHashMap<>();
        private final Map<DailyCount, long[]> counts = new TreeMap<>(java.util.Comparator.comparing(DailyCount::toString));
        private final List<Transfer> known = new ArrayList<>();
        private final List<Account> stale = new ArrayList<>();
        private boolean isInterleaving;

        World(long seed) {
            random = new SeededRandom(seed);
            merchant = "ledger-" + seed;
            DynamoDbClient between = StoreClient.of((operation, request) -> {
                if (operation.equals("transactWriteItems") && !isInterleaving && random.chance(0.2)) {
                    isInterleaving = true;
                    interleaved++;
                    step();
                    isInterleaving = false;
                }
                return StoreClient.call(table, operation, request);
            });
            transfers = new DynamoTransferStore(between, TestTable.CONFIG, clock, new PaymentIds(random.asSecureRandom()));
            for (String owner : List.of("a", "b", "c")) {
                Account account = Account.open(merchant, owner, Optional.empty(), Optional.empty(), "GHS", clock.instant());
                accounts.open(account);
                books.put(account.id(), new Books());
                stale.add(account);
            }
        }

        void step() {
            events++;
            int kind = (int) random.between(0, 19);
            if (kind < 5) {
                reserve(TransferKind.COLLECTION);
            } else if (kind < 9) {
                book();
            } else if (kind < 11) {
                reserve(TransferKind.WITHDRAWAL);
            } else if (kind < 17) {
                end();
            } else if (kind == 17) {
                reverse();
            } else if (kind == 18) {
                clock.advance(Duration.ofMillis(random.stretched(1, 40_000_000)));
            } else {
                readOrClose();
            }
        }

        private void readOrClose() {
            int which = (int) random.between(0, 2);
            String id = stale.get(which).id();
            if (random.chance(0.1)) {
                Books account = books.get(id);
                boolean expected = account.balance == 0 && account.pendingIn == 0 && account.pendingOut == 0;
                account.closed |= expected;
                same("close", expected, accounts.close(id, clock.instant()));
            }
            stale.set(which, accounts.find(id).orElseThrow());
        }

        private Transfer fresh(TransferKind kind, Party from, Party to) {
            Money amount = new Money(random.between(1, 25), "GHS");
            boolean counted = kind != TransferKind.WITHDRAWAL && random.chance(0.7);
            Instant now = clock.instant();
            Optional<DailyCount> counter = Optional.of(new DailyCount(merchant, "GHS", "s" + random.between(0, 1), now.atZone(ZoneOffset.UTC).toLocalDate()))
                    .filter(any -> counted);
            return Transfer.created(new TransferTerms("trf_" + merchant + "x" + (known.size() + events), kind, merchant, from, to, amount,
                    kind == TransferKind.COLLECTION ? Optional.of("fluid") : Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Map.of(), counter, now, kind == TransferKind.COLLECTION ? Optional.of(now.plus(Duration.ofHours(1))) : Optional.empty()));
        }

        private void reserve(TransferKind kind) {
            Party account = Party.of(random.oneOf(stale));
            boolean again = !known.isEmpty() && random.chance(0.1);
            Transfer transfer = again ? random.oneOf(known) : kind == TransferKind.COLLECTION
                    ? fresh(kind, Party.byPhone("fluid", "+233241234567", Optional.empty(), Optional.empty()), account)
                    : fresh(kind, account, Party.outside("@withdrawals"));
            if (transfer.terms().hold().isEmpty()) {
                return;
            }
            TransferStore.Result result = transfers.reserve(Optional.empty(), transfer, LIMIT);
            if (statuses.containsKey(transfer.id())) {
                same("reserve", new TransferStore.Exists(), result);
                return;
            }
            Books of = books.get(transfer.terms().hold().orElseThrow().account());
            boolean isIn = transfer.terms().kind() == TransferKind.COLLECTION;
            Optional<ProblemCode> refusal = refusal(transfer, isIn ? List.of() : List.of(of), List.of(of));
            if (refused("reserve", refusal, result)) {
                return;
            }
            count(transfer, 1);
            of.pendingIn += isIn ? minor(transfer) : 0;
            of.pendingOut += isIn ? 0 : minor(transfer);
            remember(transfer, TransferStatus.CREATED);
        }

        private void book() {
            List<Account> both = new ArrayList<>(stale);
            both.remove((int) random.between(0, 2));
            Account from = both.get((int) random.between(0, 1));
            both.remove(from);
            Transfer transfer = fresh(TransferKind.INTERNAL, Party.of(from), Party.of(both.get(0)));
            TransferStore.Result result = transfers.book(Optional.empty(), transfer.raised(TransferStatus.COMPLETED, clock.instant()), LIMIT,
                    List.of(from, both.get(0)), ANSWER);
            Books debited = books.get(from.id());
            Books credited = books.get(both.get(0).id());
            if (refused("book", refusal(transfer, List.of(debited), List.of(debited, credited)), result)) {
                return;
            }
            count(transfer, 1);
            entry(debited, -minor(transfer));
            entry(credited, minor(transfer));
            remember(transfer, TransferStatus.COMPLETED);
        }

        private void end() {
            if (known.isEmpty()) {
                return;
            }
            Transfer transfer = random.oneOf(known.subList(Math.max(0, known.size() - 12), known.size()));
            if (transfer.terms().hold().isEmpty()) {
                return;
            }
            // The clocks of two processes differ.
            Instant at = clock.instant().plusMillis(random.between(-50, 50));
            boolean isIn = transfer.terms().kind() == TransferKind.COLLECTION;
            switch ((int) random.between(0, isIn ? 4 : 1)) {
                case 0 -> post(transfer, at);
                case 1 -> ended("fail", transfer, !isOver(transfer, at), () -> transfers.fail(transfer, FAILURE, TransferCause.PAYMENT, at), TransferStatus.FAILED);
                case 2 -> ended("expire", transfer, isOver(transfer, at), () -> transfers.expire(transfer, at), TransferStatus.EXPIRED);
                case 3 -> postLate(transfer, at);
                default -> keepForReturn(transfer, at);
            }
        }

        private void post(Transfer transfer, Instant at) {
            Ending ending = transfers.post(transfer, TransferCause.PAYMENT, at);
            if (!same("post", statuses.get(transfer.id()).isPending() && !isOver(transfer, at) ? Ending.ENDED : Ending.NOT_POSSIBLE, ending)) {
                return;
            }
            boolean isIn = transfer.terms().kind() == TransferKind.COLLECTION;
            Books of = books.get(transfer.terms().hold().orElseThrow().account());
            of.pendingIn -= isIn ? minor(transfer) : 0;
            of.pendingOut -= isIn ? 0 : minor(transfer);
            entry(of, isIn ? minor(transfer) : -minor(transfer));
            system(isIn ? "@fluid" : "@withdrawals", isIn ? -minor(transfer) : minor(transfer));
            statuses.put(transfer.id(), TransferStatus.COMPLETED);
        }

        private void ended(String phase, Transfer transfer, boolean isTime, Supplier<Ending> write, TransferStatus status) {
            Ending ending = write.get();
            if (!same(phase, statuses.get(transfer.id()).isPending() && isTime ? Ending.ENDED : Ending.NOT_POSSIBLE, ending)) {
                return;
            }
            boolean isIn = transfer.terms().kind() == TransferKind.COLLECTION;
            Books of = books.get(transfer.terms().hold().orElseThrow().account());
            of.pendingIn -= isIn ? minor(transfer) : 0;
            of.pendingOut -= isIn ? 0 : minor(transfer);
            count(transfer, -1);
            statuses.put(transfer.id(), status);
        }

        private void postLate(Transfer transfer, Instant at) {
            Ending ending = transfers.postLate(transfer, at);
            Books of = books.get(transfer.terms().to().account());
            Ending expected = !statuses.get(transfer.id()).isClosedUnpaid() ? Ending.NOT_POSSIBLE : of.closed ? Ending.ACCOUNT_CLOSED : Ending.ENDED;
            if (same("postLate", expected, ending)) {
                entry(of, minor(transfer));
                system("@fluid", -minor(transfer));
                statuses.put(transfer.id(), TransferStatus.COMPLETED);
            }
        }

        private void keepForReturn(Transfer transfer, Instant at) {
            Ending ending = transfers.keepForReturn(transfer, FAILURE, at);
            if (same("keepForReturn", statuses.get(transfer.id()).isClosedUnpaid() ? Ending.ENDED : Ending.NOT_POSSIBLE, ending)) {
                system("@fluid", -minor(transfer));
                system("@returns", minor(transfer));
                statuses.put(transfer.id(), TransferStatus.COLLECTED);
            }
        }

        private void reverse() {
            List<Transfer> possible = known.stream().filter(transfer -> transfer.terms().kind() == TransferKind.INTERNAL
                    || transfer.terms().kind() == TransferKind.COLLECTION).toList();
            if (possible.isEmpty()) {
                return;
            }
            Transfer original = random.oneOf(possible.subList(Math.max(0, possible.size() - 8), possible.size()));
            TransferTerms terms = original.terms();
            Party to = terms.from().customerAccount().isPresent() ? terms.from() : Party.outside("@returns");
            Transfer reversal = Transfer.created(new TransferTerms("trf_" + merchant + "r" + events + "x" + known.size(), TransferKind.REVERSAL, merchant,
                    terms.to(), to, terms.amount(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(original.id()), Map.of(),
                    Optional.empty(), clock.instant(), Optional.empty())).raised(TransferStatus.COMPLETED, clock.instant());
            List<Account> seen = stale.stream().filter(account -> account.id().equals(terms.to().account()) || account.id().equals(to.account())).toList();
            TransferStore.Result result = transfers.reverse(Optional.empty(), original, reversal, seen, ANSWER);
            if (statuses.get(original.id()) != TransferStatus.COMPLETED) {
                same("reverse", new TransferStore.Exists(), result);
                return;
            }
            Books debited = books.get(terms.to().account());
            Optional<Books> credited = Optional.ofNullable(books.get(to.account()));
            List<Books> open = new ArrayList<>(List.of(debited));
            credited.ifPresent(open::add);
            if (refused("reverse", refusal(reversal, List.of(debited), open), result)) {
                return;
            }
            entry(debited, -minor(original));
            credited.ifPresentOrElse(account -> entry(account, minor(original)), () -> system("@returns", minor(original)));
            statuses.put(original.id(), TransferStatus.REVERSED);
            statuses.put(reversal.id(), TransferStatus.COMPLETED);
        }

        private boolean isOver(Transfer transfer, Instant at) {
            return transfer.terms().expiresAt().filter(end -> !at.isBefore(end)).isPresent();
        }

        private Optional<ProblemCode> refusal(Transfer transfer, List<Books> debited, List<Books> open) {
            if (open.stream().anyMatch(account -> account.closed)) {
                return Optional.of(ProblemCode.ACCOUNT_CLOSED);
            }
            Optional<ProblemCode> limited = transfer.terms().limit().flatMap(counter -> {
                long[] used = counts.getOrDefault(counter, new long[2]);
                return LIMIT.violation(new TransferLimit.Usage(used[0], used[1]), transfer.terms().amount());
            });
            return limited.isPresent() ? limited : debited.stream().filter(account -> account.available() < minor(transfer)).findFirst()
                    .map(poor -> ProblemCode.INSUFFICIENT_FUNDS);
        }

        private boolean refused(String phase, Optional<ProblemCode> refusal, TransferStore.Result result) {
            same(phase, refusal.<TransferStore.Result>map(TransferStore.Refused::new).orElseGet(() -> new TransferStore.Stored(Optional.empty())), result);
            return refusal.isPresent();
        }

        /** Compares an outcome with the model's; returns whether the phase took place. */
        private boolean same(String phase, Object expected, Object actual) {
            String name = actual instanceof TransferStore.Refused refused ? refused.reason().name()
                    : actual instanceof TransferStore.Result ? actual.getClass().getSimpleName() : String.valueOf(actual);
            outcomes.merge(phase + " " + name, 1L, Long::sum);
            if (!expected.equals(actual)) {
                throw new Violation(phase + " ended with " + actual + " instead of " + expected, null);
            }
            return actual == Ending.ENDED;
        }

        private void count(Transfer transfer, int sign) {
            transfer.terms().limit().ifPresent(counter -> {
                long[] used = counts.computeIfAbsent(counter, any -> new long[2]);
                used[0] += sign * minor(transfer);
                used[1] += sign;
            });
        }

        private void entry(Books account, long minor) {
            account.balance += minor;
            account.entries++;
        }

        private void system(String account, long minor) {
            system.merge(account, minor, Long::sum);
        }

        private void remember(Transfer transfer, TransferStatus status) {
            known.add(transfer);
            statuses.put(transfer.id(), status);
        }

        private long minor(Transfer transfer) {
            return transfer.terms().amount().minor();
        }

        /** @param withSystem whether to read the entries of the system accounts as well, which are many */
        void check(boolean withSystem) {
            long sum = 0;
            for (Map.Entry<String, Books> each : books.entrySet()) {
                Account account = accounts.find(each.getKey()).orElseThrow();
                Books expected = each.getValue();
                String actual = account.balances() + " " + account.entryCount() + " " + account.closed();
                require(account.balances().balance() == expected.balance && account.balances().pendingIn() == expected.pendingIn
                        && account.balances().pendingOut() == expected.pendingOut && account.entryCount() == expected.entries
                        && account.closed() == expected.closed && account.balances().available() >= 0, "The books of an account differ: " + actual);
                sum += account.balances().balance();
            }
            if (withSystem) {
                for (String account : List.of("@fluid", "@withdrawals", "@returns")) {
                    long balance = accounts.systemBalance(merchant, account, "GHS");
                    require(balance == system.getOrDefault(account, 0L), account + " has " + balance);
                    sum += balance;
                }
                require(sum == 0, "The sum over all accounts is " + sum);
                counts.forEach((counter, used) -> require(transfers.usage(counter).equals(new TransferLimit.Usage(used[0], used[1]))
                        && used[0] <= DAY_VALUE && used[1] <= DAY_COUNT, "A daily count differs: " + transfers.usage(counter)));
            }
        }

        void checkEntries() {
            books.forEach((id, expected) -> {
                long balance = 0;
                long number = 0;
                for (Entry entry : accounts.entries(id, 0, 100_000)) {
                    balance += entry.minor();
                    number++;
                    require(entry.number() == number && entry.balanceAfter() == balance, "An entry does not follow: " + entry);
                }
                require(balance == expected.balance && number == expected.entries, "The entries do not sum to the balance of " + id);
            });
            statuses.forEach((id, status) -> require(transfers.find(id).orElseThrow().status() == status, id + " is not " + status));
        }

        private void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new Violation(otherwise, null);
            }
        }
    }
}
