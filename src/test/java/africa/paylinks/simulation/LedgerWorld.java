package africa.paylinks.simulation;

import static africa.paylinks.simulation.LedgerModel.LIMIT;
import static africa.paylinks.simulation.LedgerModel.isIn;
import static africa.paylinks.simulation.LedgerModel.isOver;
import static africa.paylinks.simulation.LedgerModel.minor;
import static africa.paylinks.simulation.LedgerSimulation.require;

import africa.paylinks.AdjustableClock;
import africa.paylinks.CrashPoint;
import africa.paylinks.aws.DynamoAccountStore;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoTransferStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Entry;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore.Raise;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.simulation.LedgerModel.Books;
import africa.paylinks.simulation.LedgerModel.Key;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Party;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferCause;
import africa.paylinks.transfer.TransferConfig;
import africa.paylinks.transfer.TransferConfig.LateSuccess;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferSettlement;
import africa.paylinks.transfer.TransferStatus;
import africa.paylinks.transfer.TransferStore;
import africa.paylinks.transfer.TransferStore.Answering;
import africa.paylinks.transfer.TransferStore.Call;
import africa.paylinks.transfer.TransferStore.Ending;
import africa.paylinks.transfer.TransferTerms;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * A merchant with a few accounts. Random phases of transfers are decided by what a process knew some time ago, and before every
 * fifth write a whole other step takes place, as of another process. Senders pay, fail, or pay too late; events about it are lost, late and
 * repeated, because settling runs whenever it likes and is killed at its writes. Each outcome has to be that of the model.
 */
final class LedgerWorld {

    private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");
    private static final StoredAnswer ANSWER = new StoredAnswer(201, Map.of(), "{}");
    private static final Failure FAILURE = new Failure("x", "y");
    private static final Fingerprint FINGERPRINT = new Fingerprint("f");
    private static final List<String> OWNERS = List.of("a", "b", "c");
    private static final double INTERLEAVED = 0.2;
    private static final int RECENT = 12;

    private final SeededRandom random;
    private final Map<String, Long> outcomes;
    private final String merchant;
    private final LateSuccess policy;
    private final AdjustableClock clock = new AdjustableClock(BEGIN);
    private final LedgerModel model = new LedgerModel();
    private final CommittedEntries committed = new CommittedEntries();
    private final DynamoAccountStore accounts;
    private final DynamoTransferStore transfers;
    private final DynamoPaymentStore payments;
    private final DynamoIdempotencyStore creations;
    private final List<Account> stale = new ArrayList<>();
    private final List<Held> tokens = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
    private boolean isInterleaving;
    private long events;
    private long interleaved;

    /** A process that holds, or held, the key of a transfer's request. */
    private record Held(FencingToken token, String transferId) {
    }

    LedgerWorld(long seed, DynamoDbClient table, Map<String, Long> outcomes) {
        this.random = new SeededRandom(seed);
        this.outcomes = outcomes;
        merchant = "ledger-" + seed;
        policy = random.chance(0.5) ? LateSuccess.CREDIT : LateSuccess.RETURN;
        DynamoDbClient between = StoreClient.of((operation, request) -> {
            if (!(request instanceof TransactWriteItemsRequest writes)) {
                return StoreClient.call(table, operation, request);
            }
            interleave();
            Object answer = StoreClient.call(table, operation, request);
            committed.add(writes);
            return answer;
        });
        PaymentIds ids = new PaymentIds(random.asSecureRandom());
        accounts = new DynamoAccountStore(table, TestTable.CONFIG);
        transfers = new DynamoTransferStore(between, TestTable.CONFIG, clock, ids);
        payments = new DynamoPaymentStore(between, TestTable.CONFIG);
        creations = new DynamoIdempotencyStore(table, TestTable.CONFIG, clock, ids);
        for (String owner : OWNERS) {
            Account account = opened(owner);
            accounts.open(account);
            model.books.put(account.id(), new Books());
            stale.add(account);
        }
    }

    long events() {
        return events;
    }

    long interleaved() {
        return interleaved;
    }

    private void interleave() {
        if (isInterleaving || !random.chance(INTERLEAVED)) {
            return;
        }
        isInterleaving = true;
        interleaved++;
        step();
        check();
        isInterleaving = false;
    }

    void step() {
        events++;
        int kind = (int) random.between(0, 27);
        if (kind < 5) {
            reserve(TransferKind.COLLECTION);
        } else if (kind < 9) {
            book();
        } else if (kind < 11) {
            reserve(TransferKind.WITHDRAWAL);
        } else if (kind < 14) {
            ask();
        } else if (kind < 17) {
            pay();
        } else if (kind < 20) {
            recent().filter(LedgerModel::isIn).ifPresent(transfer -> settle(transfer, crash()));
        } else if (kind < 24) {
            end();
        } else if (kind == 24) {
            reverse();
        } else if (kind == 25) {
            clock.advance(Duration.ofMillis(random.stretched(1, 40_000_000)));
        } else if (kind == 26) {
            retry();
        } else {
            readOpenOrClose();
        }
    }

    private Account opened(String owner) {
        return Account.open(merchant, owner, Optional.empty(), Optional.empty(), "GHS", clock.instant());
    }

    private void readOpenOrClose() {
        int which = (int) random.between(0, 2);
        String id = stale.get(which).id();
        if (random.chance(0.3)) {
            Books account = model.books.get(id);
            boolean isEmpty = account.balance == 0 && account.pendingIn == 0 && account.pendingOut == 0;
            account.closed |= isEmpty;
            same("close", isEmpty, accounts.close(id, clock.instant()));
        } else if (random.chance(0.2)) {
            same("open", true, accounts.open(opened(OWNERS.get(which))).isPresent());
        }
        stale.set(which, accounts.find(id).orElseThrow());
    }

    private Transfer fresh(TransferKind kind, Party from, Party to) {
        Money amount = new Money(random.between(1, 25), "GHS");
        boolean counted = kind != TransferKind.WITHDRAWAL && random.chance(0.7);
        Instant now = clock.instant();
        Optional<DailyCount> counter = Optional.of(new DailyCount(merchant, "GHS", "s" + random.between(0, 1), now.atZone(ZoneOffset.UTC).toLocalDate()))
                .filter(any -> counted);
        return Transfer.created(new TransferTerms("trf_" + merchant + "x" + (model.known.size() + events), kind, merchant, from, to, amount,
                kind == TransferKind.COLLECTION ? Optional.of("fluid") : Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), counter, now, kind == TransferKind.COLLECTION ? Optional.of(now.plus(Duration.ofHours(1))) : Optional.empty()));
    }

    private Optional<Transfer> recent() {
        List<Transfer> known = model.known;
        return known.isEmpty() ? Optional.empty() : Optional.of(random.oneOf(known.subList(Math.max(0, known.size() - RECENT), known.size())));
    }

    private void reserve(TransferKind kind) {
        Party account = Party.of(random.oneOf(stale));
        boolean again = !model.known.isEmpty() && random.chance(0.1);
        Transfer transfer = again ? random.oneOf(model.known) : kind == TransferKind.COLLECTION
                ? fresh(kind, Party.byPhone("fluid", "+233241234567", Optional.empty(), Optional.empty()), account)
                : fresh(kind, account, Party.outside("@withdrawals"));
        if (transfer.terms().hold().isEmpty()) {
            return;
        }
        Optional<Call> call = kind == TransferKind.COLLECTION && random.chance(0.7) ? Optional.of(call()) : Optional.empty();
        Instant begin = clock.instant();
        TransferStore.Result result = transfers.reserve(call, transfer, LIMIT);
        Optional<Key> key = call.flatMap(one -> valid(one.key().value(), begin));
        if (key.isPresent()) {
            require(result instanceof TransferStore.Known, "reserve with a known key ended with " + result);
            continued(key.get(), ((TransferStore.Known) result).reservation());
            return;
        }
        if (model.statuses.containsKey(transfer.id())) {
            same("reserve", new TransferStore.Exists(), result);
            return;
        }
        Books of = model.held(transfer);
        Optional<FencingToken> token = result instanceof TransferStore.Stored stored ? stored.token() : Optional.empty();
        if (refused("reserve", model.refusal(transfer, isIn(transfer) ? List.of() : List.of(of), List.of(of)), result, token)) {
            return;
        }
        require(token.isPresent() == call.isPresent(), "A key without a token, or the reverse");
        token.ifPresent(held -> {
            model.keys.put(held.key().value(), new Key(transfer.id(), held, leaseEnd(begin), begin.plus(TestTable.CONFIG.idempotency().life())));
            tokens.add(new Held(held, transfer.id()));
        });
        model.count(transfer, 1);
        model.pend(transfer, 1);
        model.remember(transfer, TransferStatus.CREATED);
    }

    private Call call() {
        boolean isKnown = !model.keys.isEmpty() && random.chance(0.15);
        return new Call(new IdempotencyKey(merchant, isKnown ? random.oneOf(List.copyOf(model.keys.keySet())) : "k" + events), FINGERPRINT);
    }

    private static Instant leaseEnd(Instant begin) {
        return begin.plus(TestTable.CONFIG.idempotency().lease());
    }

    /** The key, unless it is unknown or has expired. */
    private Optional<Key> valid(String key, Instant at) {
        return Optional.ofNullable(model.keys.get(key)).filter(one -> one.end.getEpochSecond() > at.getEpochSecond());
    }

    /** A repeated request of the merchant. */
    private void retry() {
        if (model.keys.isEmpty()) {
            return;
        }
        String name = random.oneOf(List.copyOf(model.keys.keySet()));
        Optional<Reservation> reservation = transfers.resume(new Call(new IdempotencyKey(merchant, name), FINGERPRINT));
        Optional<Key> key = valid(name, clock.instant());
        require(key.isPresent() == reservation.isPresent(), "A key is resumed as " + reservation);
        key.ifPresent(one -> continued(one, reservation.orElseThrow()));
    }

    private void continued(Key key, Reservation reservation) {
        if (key.answered) {
            same("retry", new Reservation.Answered(ANSWER), reservation);
        } else if (clock.instant().isBefore(key.leaseEnd)) {
            require(reservation instanceof Reservation.InProgress, "A held key is resumed as " + reservation);
        } else {
            require(reservation instanceof Reservation.TakenOver taken && taken.subjectId().equals(key.transferId),
                    "A key whose lease is over is resumed as " + reservation);
            key.holder = ((Reservation.TakenOver) reservation).token();
            key.leaseEnd = leaseEnd(clock.instant());
            tokens.add(new Held(key.holder, key.transferId));
        }
        outcomes.merge("retry " + reservation.getClass().getSimpleName(), 1L, Long::sum);
    }

    /** Asks the sender to pay, by a process that may have lost its key meanwhile. */
    private void ask() {
        if (tokens.isEmpty()) {
            return;
        }
        Held held = random.oneOf(tokens.subList(Math.max(0, tokens.size() - RECENT / 2), tokens.size()));
        Transfer transfer = find(held.transferId);
        createPayment(transfer);
        Answering answering = transfers.collecting(held.token, transfer, ANSWER, clock.instant());
        same("collecting", !holds(held.token) ? Answering.TAKEN_OVER : model.status(transfer) == TransferStatus.CREATED ? Answering.ANSWERED
                : Answering.MOVED_ON, answering);
        if (answering == Answering.ANSWERED) {
            model.reach(transfer, TransferStatus.COLLECTING);
        } else {
            answering = transfers.answer(held.token, ANSWER);
            same("answer", holds(held.token) ? Answering.ANSWERED : Answering.TAKEN_OVER, answering);
        }
        if (answering == Answering.ANSWERED) {
            model.keys.get(held.token.key().value()).answered = true;
        }
    }

    private boolean holds(FencingToken token) {
        return model.keys.get(token.key().value()).holder.equals(token);
    }

    private Transfer find(String id) {
        return model.known.stream().filter(transfer -> transfer.id().equals(id)).findFirst().orElseThrow();
    }

    private void createPayment(Transfer transfer) {
        TransferTerms terms = transfer.terms();
        if (asked.add(transfer.id())) {
            String id = terms.paymentId().orElseThrow();
            creations.reserve(new IdempotencyKey(merchant, "transfer:" + terms.id()), FINGERPRINT, new PaymentTerms(id, merchant, terms.id(), "fluid",
                    PaymentMethod.MOMO, terms.amount(), new Customer(Optional.empty(), Optional.empty(), terms.from().phone(), Optional.empty()),
                    Optional.empty(), Optional.empty(), Map.of(), clock.instant(), terms.expiresAt().orElseThrow()));
        }
    }

    /** The sender pays or does not; the transfer is not told. */
    private void pay() {
        Optional<Transfer> found = recent().filter(LedgerModel::isIn);
        if (found.isEmpty()) {
            return;
        }
        Transfer transfer = found.get();
        createPayment(transfer);
        boolean pays = random.chance(0.6);
        Raise raise = payments.raise(new StatusEvent(transfer.terms().paymentId().orElseThrow(), "fluid", pays ? PaymentStatus.COMPLETED
                : PaymentStatus.FAILED, StatusEvent.Cause.WEBHOOK, clock.instant(), Optional.of(transfer.terms().amount()).filter(any -> pays),
                Optional.empty(), Optional.of(FAILURE).filter(any -> !pays), Map.of()));
        outcomes.merge("payment " + raise, 1L, Long::sum);
        if (raise == Raise.RAISED) {
            (pays ? model.paid : model.declined).add(transfer.id());
        }
    }

    private CrashPoint crash() {
        int call = (int) random.between(1, 4);
        return !random.chance(0.2) ? CrashPoint.never() : random.chance(0.5) ? CrashPoint.before(call) : CrashPoint.after(call);
    }

    /** Brings a transfer to where its payment and the time say it is, unless the process is killed meanwhile. */
    private void settle(Transfer transfer, CrashPoint crash) {
        boolean wasPaid = model.paid.contains(transfer.id());
        boolean wasEnded = wasPaid || model.declined.contains(transfer.id()) || isOver(transfer, clock.instant());
        TransferConfig config = new TransferConfig() {
            @Override
            public Optional<String> limits() {
                return Optional.empty();
            }

            @Override
            public Duration collectionLife() {
                return Duration.ofHours(1);
            }

            @Override
            public LateSuccess lateSuccess() {
                return policy;
            }
        };
        try {
            new TransferSettlement(crash.between(TransferStore.class, compared()), payments, config, clock).settle(transfer.id());
        } catch (CrashPoint.Killed dead) {
            outcomes.merge("settle killed", 1L, Long::sum);
            return;
        }
        TransferStatus status = model.status(transfer);
        outcomes.merge("settle " + status, 1L, Long::sum);
        require(!wasEnded || !status.isPending(), transfer.id() + " is settled and still " + status);
        require(!wasPaid || !status.isClosedUnpaid(), transfer.id() + " is paid and ended in nothing");
    }

    /** The store, with each of its phases compared with the model. */
    private TransferStore compared() {
        return (TransferStore) Proxy.newProxyInstance(TransferStore.class.getClassLoader(), new Class<?>[] {TransferStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "find" -> transfers.find((String) arguments[0]);
                    case "post" -> post((Transfer) arguments[0], (Instant) arguments[2]);
                    case "postLate" -> postLate((Transfer) arguments[0], (Instant) arguments[1]);
                    case "keepForReturn" -> keepForReturn((Transfer) arguments[0], (Instant) arguments[2]);
                    case "fail" -> fail((Transfer) arguments[0], (Instant) arguments[3]);
                    case "expire" -> expire((Transfer) arguments[0], (Instant) arguments[1]);
                    default -> throw new AssertionError(method);
                });
    }

    /** A process ends a transfer for a reason that it saw some time ago. */
    private void end() {
        Optional<Transfer> found = recent().filter(transfer -> transfer.terms().hold().isPresent());
        if (found.isEmpty()) {
            return;
        }
        Transfer transfer = found.get();
        // The clocks of two processes differ.
        Instant at = clock.instant().plusMillis(random.between(-50, 50));
        boolean seenPaid = !isIn(transfer) || model.paid.contains(transfer.id());
        switch ((int) random.between(0, 4)) {
            case 0 -> when(seenPaid, () -> post(transfer, at));
            case 1 -> when(!isIn(transfer) || model.declined.contains(transfer.id()), () -> fail(transfer, at));
            case 2 -> expire(transfer, at);
            case 3 -> when(seenPaid && isIn(transfer), () -> postLate(transfer, at));
            default -> when(seenPaid && isIn(transfer), () -> keepForReturn(transfer, at));
        }
    }

    private static void when(boolean isSeen, Supplier<Ending> end) {
        if (isSeen) {
            end.get();
        }
    }

    private Ending post(Transfer transfer, Instant at) {
        requirePaid(transfer);
        Ending ending = transfers.post(transfer, TransferCause.PAYMENT, at);
        if (same("post", model.status(transfer).isPending() && !isOver(transfer, at) ? Ending.ENDED : Ending.NOT_POSSIBLE, ending)) {
            model.pend(transfer, -1);
            model.book(transfer.terms().from().account(), transfer.terms().to().account(), minor(transfer));
            model.reach(transfer, TransferStatus.COMPLETED);
        }
        return ending;
    }

    private Ending fail(Transfer transfer, Instant at) {
        Ending ending = transfers.fail(transfer, FAILURE, TransferCause.PAYMENT, at);
        return released("fail", transfer, !isOver(transfer, at), ending, TransferStatus.FAILED);
    }

    private Ending expire(Transfer transfer, Instant at) {
        Ending ending = transfers.expire(transfer, at);
        return released("expire", transfer, isOver(transfer, at), ending, TransferStatus.EXPIRED);
    }

    private Ending released(String phase, Transfer transfer, boolean isTime, Ending ending, TransferStatus status) {
        if (same(phase, model.status(transfer).isPending() && isTime ? Ending.ENDED : Ending.NOT_POSSIBLE, ending)) {
            model.pend(transfer, -1);
            model.count(transfer, -1);
            model.reach(transfer, status);
        }
        return ending;
    }

    private Ending postLate(Transfer transfer, Instant at) {
        requirePaid(transfer);
        Ending ending = transfers.postLate(transfer, at);
        String recipient = transfer.terms().to().account();
        Ending expected = !model.status(transfer).isClosedUnpaid() ? Ending.NOT_POSSIBLE
                : model.books.get(recipient).closed ? Ending.ACCOUNT_CLOSED : Ending.ENDED;
        if (same("postLate", expected, ending)) {
            model.book(transfer.terms().from().account(), recipient, minor(transfer));
            model.reach(transfer, TransferStatus.COMPLETED);
        }
        return ending;
    }

    private Ending keepForReturn(Transfer transfer, Instant at) {
        requirePaid(transfer);
        Ending ending = transfers.keepForReturn(transfer, FAILURE, at);
        if (same("keepForReturn", model.status(transfer).isClosedUnpaid() ? Ending.ENDED : Ending.NOT_POSSIBLE, ending)) {
            model.book(transfer.terms().from().account(), "@returns", minor(transfer));
            model.reach(transfer, TransferStatus.COLLECTED);
        }
        return ending;
    }

    private void requirePaid(Transfer transfer) {
        require(!isIn(transfer) || model.paid.contains(transfer.id()), transfer.id() + " is credited before its debit has completed");
    }

    private void book() {
        List<Account> both = new ArrayList<>(stale);
        both.remove((int) random.between(0, 2));
        Account from = both.remove((int) random.between(0, 1));
        Account to = both.get(0);
        Transfer transfer = fresh(TransferKind.INTERNAL, Party.of(from), Party.of(to));
        TransferStore.Result result = transfers.book(Optional.empty(), transfer.raised(TransferStatus.COMPLETED, clock.instant()), LIMIT,
                List.of(from, to), ANSWER);
        Books debited = model.books.get(from.id());
        if (refused("book", model.refusal(transfer, List.of(debited), List.of(debited, model.books.get(to.id()))), result, Optional.empty())) {
            return;
        }
        model.count(transfer, 1);
        model.book(from.id(), to.id(), minor(transfer));
        model.remember(transfer, TransferStatus.COMPLETED);
    }

    private void reverse() {
        List<Transfer> possible = model.known.stream().filter(transfer -> transfer.terms().kind() == TransferKind.INTERNAL || isIn(transfer)).toList();
        if (possible.isEmpty()) {
            return;
        }
        Transfer original = random.oneOf(possible.subList(Math.max(0, possible.size() - RECENT), possible.size()));
        TransferTerms terms = original.terms();
        Party to = terms.from().customerAccount().isPresent() ? terms.from() : Party.outside("@returns");
        Transfer reversal = Transfer.created(new TransferTerms("trf_" + merchant + "r" + events + "x" + model.known.size(), TransferKind.REVERSAL, merchant,
                terms.to(), to, terms.amount(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(original.id()), Map.of(),
                Optional.empty(), clock.instant(), Optional.empty())).raised(TransferStatus.COMPLETED, clock.instant());
        List<Account> seen = stale.stream().filter(account -> account.id().equals(terms.to().account()) || account.id().equals(to.account())).toList();
        TransferStore.Result result = transfers.reverse(Optional.empty(), original, reversal, seen, ANSWER);
        if (model.status(original) != TransferStatus.COMPLETED) {
            same("reverse", new TransferStore.Exists(), result);
            return;
        }
        Books debited = model.books.get(terms.to().account());
        List<Books> open = new ArrayList<>(List.of(debited));
        Optional.ofNullable(model.books.get(to.account())).ifPresent(open::add);
        if (refused("reverse", model.refusal(reversal, List.of(debited), open), result, Optional.empty())) {
            return;
        }
        model.book(terms.to().account(), to.account(), minor(original));
        model.reach(original, TransferStatus.REVERSED);
        model.reach(reversal, TransferStatus.COMPLETED);
    }

    private boolean refused(String phase, Optional<ProblemCode> refusal, TransferStore.Result result, Optional<FencingToken> token) {
        same(phase, refusal.<TransferStore.Result>map(TransferStore.Refused::new).orElseGet(() -> new TransferStore.Stored(token)), result);
        return refusal.isPresent();
    }

    /** Compares an outcome with the model's; returns whether it ended a transfer. */
    private boolean same(String phase, Object expected, Object actual) {
        String name = actual instanceof TransferStore.Refused refused ? refused.reason().name()
                : actual instanceof TransferStore.Result ? actual.getClass().getSimpleName()
                : actual instanceof Reservation ? "" : String.valueOf(actual);
        if (!name.isEmpty()) {
            outcomes.merge(phase + " " + name, 1L, Long::sum);
        }
        require(expected.equals(actual), phase + " ended with " + actual + " instead of " + expected);
        return actual == Ending.ENDED;
    }

    /** Lets the time of all transfers end and settles each, as the reconciler does. Then nothing from a phone is pending. */
    void drain() {
        clock.advance(Duration.ofHours(2));
        isInterleaving = true;
        model.known.stream().filter(LedgerModel::isIn).toList().forEach(transfer -> settle(transfer, CrashPoint.never()));
        model.books.values().forEach(account -> require(account.pendingIn == 0, "Something is still pending"));
    }

    /** What has to hold after every step. */
    void check() {
        for (Map.Entry<String, Books> each : model.books.entrySet()) {
            Account account = accounts.find(each.getKey()).orElseThrow();
            Books expected = each.getValue();
            require(account.balances().balance() == expected.balance && account.balances().pendingIn() == expected.pendingIn
                    && account.balances().pendingOut() == expected.pendingOut && account.entryCount() == expected.entries
                    && account.closed() == expected.closed && account.balances().available() >= 0, "The books of an account differ: "
                    + account.balances() + " " + account.entryCount() + " " + account.closed());
            require(account.balances().balance() == committed.of(account.id()), "A balance is not the sum of its entries");
        }
        require(committed.total() == 0, "The sum over all accounts is " + committed.total());
        model.changedCounts().forEach(counter -> require(transfers.usage(counter).equals(model.usage(counter))
                && model.usage(counter).minor() <= LedgerModel.DAY_VALUE && model.usage(counter).count() <= LedgerModel.DAY_COUNT,
                "A daily count differs: " + transfers.usage(counter)));
    }

    /** The same of the system accounts, as the product reads them. */
    void checkSystemAccounts() {
        for (String account : List.of("@fluid", "@withdrawals", "@returns")) {
            long balance = accounts.systemBalance(merchant, account, "GHS");
            require(balance == model.system.getOrDefault(account, 0L) && balance == committed.of(account), account + " has " + balance);
        }
    }

    /** What is too slow to read after every step: each entry, each status and each payment. */
    void checkHistory() {
        model.books.forEach((id, expected) -> {
            long balance = 0;
            long number = 0;
            for (Entry entry : accounts.entries(id, 0, 100_000)) {
                balance += entry.minor();
                number++;
                require(entry.number() == number && entry.balanceAfter() == balance, "An entry does not follow: " + entry);
            }
            require(balance == expected.balance && number == expected.entries, "The entries do not sum to the balance of " + id);
        });
        model.statuses.forEach((id, status) -> require(transfers.find(id).orElseThrow().status() == status, id + " is not " + status));
        model.known.stream().filter(transfer -> asked.contains(transfer.id())).forEach(transfer -> require(payments.find(transfer.terms().paymentId()
                .orElseThrow()).orElseThrow().status().isPaid() == model.paid.contains(transfer.id()), "A payment of " + transfer.id() + " differs"));
    }
}
