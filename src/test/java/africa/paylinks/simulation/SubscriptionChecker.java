package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoSubscriptionStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.subscription.Attempt;
import africa.paylinks.subscription.AttemptStatus;
import africa.paylinks.subscription.BillingCalendar;
import africa.paylinks.subscription.BillingPeriod;
import africa.paylinks.subscription.ChargeReference;
import africa.paylinks.subscription.PeriodStatus;
import africa.paylinks.subscription.Subscription;
import africa.paylinks.subscription.SubscriptionEvent;
import africa.paylinks.subscription.SubscriptionStatus;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The invariants of subscriptions: no period is paid twice by us, no due period is forgotten, the provider sees one live
 * attempt per period at a time, and statuses agree with money. Each write of a subscription is checked as soon as it is
 * committed, each charge when the provider receives it, and everything against the providers' records at the end.
 */
final class SubscriptionChecker {

    private static final Set<SubscriptionStatus> CHARGED = Set.of(SubscriptionStatus.SCHEDULED, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE);
    private static final Set<SubscriptionStatus> SKIPPING = Set.of(SubscriptionStatus.PAUSED, SubscriptionStatus.SUSPENDED);
    private static final Set<PeriodStatus> AWAITED = Set.of(PeriodStatus.DUE, PeriodStatus.CHARGING, PeriodStatus.RETRYING);
    private static final int MOST_SKIPPED_WITH_TRACE = 20;
    private static final Duration SHORTEST_SOFT_RETRY = Duration.ofMinutes(1);

    private final SubscriptionSystem system;
    private final DynamoDbClient table;
    private final DynamoSubscriptionStore subscriptions;
    private final DynamoPaymentStore payments;
    private final Map<String, TreeMap<Long, State>> states = new LinkedHashMap<>();
    private final Map<VirtualTime.Process, Map<String, Long>> known = new WeakHashMap<>();
    private long checks;

    SubscriptionChecker(SubscriptionSystem system, DynamoDbClient table) {
        this.system = system;
        this.table = table;
        this.subscriptions = new DynamoSubscriptionStore(table, TestTable.CONFIG, Clock.systemUTC(), new PaymentIds(new SecureRandom()));
        this.payments = new DynamoPaymentStore(table, TestTable.CONFIG);
    }

    /** A subscription with all its periods, as one write left them. */
    record State(Subscription subscription, Map<LocalDate, BillingPeriod> periods) {

        BillingCalendar calendar() {
            return subscription.terms().calendar();
        }
    }

    DynamoSubscriptionStore subscriptions() {
        return subscriptions;
    }

    /** All subscriptions that were ever created. */
    Set<String> ids() {
        return states.keySet();
    }

    State state(String id) {
        return states.get(id).lastEntry().getValue();
    }

    long checks() {
        return checks;
    }

    /** Takes note that the running process knows a subscription as it is now. */
    void read(String id) {
        if (states.containsKey(id)) {
            known.computeIfAbsent(system.running(), process -> new HashMap<>()).put(id, states.get(id).lastKey());
        }
    }

    /** Checks a write that was just committed. */
    void committed(String id) {
        State now = current(id);
        TreeMap<Long, State> past = states.computeIfAbsent(id, any -> new TreeMap<>());
        if (past.isEmpty()) {
            check(now.subscription.version() == 1 && now.periods.isEmpty(), id, () -> "was not new when it was created");
        } else {
            check(now.subscription.version() > 1, id, () -> "was not new when it was created");
            changed(id, past.lastEntry().getValue(), now);
        }
        past.put(now.subscription.version(), now);
        consistent(id, now);
        due(id);
    }

    private State current(String id) {
        Map<LocalDate, BillingPeriod> periods = new TreeMap<>();
        subscriptions.periods(id).forEach(period -> periods.put(period.date(), period));
        return new State(subscriptions.find(id).orElseThrow(), periods);
    }

    private void changed(String id, State before, State now) {
        Subscription was = before.subscription;
        Subscription is = now.subscription;
        check(is.version() == was.version() + 1, id, () -> "lost a write: version " + is.version() + " after " + was.version());
        check(is.next() >= was.next() && is.paid() >= was.paid() && is.events() >= was.events() && is.reminded() >= was.reminded(), id,
                () -> "went backwards: " + is + " after " + was);
        check(!was.status().isEnded() || is.status() == was.status(), id, () -> "had ended as " + was.status() + " and is " + is.status());
        before.periods.forEach((date, period) -> {
            BillingPeriod next = now.periods.get(date);
            check(next != null, id, () -> "lost its period of " + date);
            if (next != null) {
                changed(id, before, now, period, next);
            }
        });
        List<BillingPeriod> opened = now.periods.values().stream().filter(period -> !before.periods.containsKey(period.date()))
                .sorted(Comparator.comparingInt(BillingPeriod::index)).toList();
        opened.forEach(period -> opened(id, before, now, period));
        long gone = IntStream.range(was.next(), is.next()).filter(n -> !now.periods.containsKey(expectedDate(now, n))).count();
        check(gone == 0 || SKIPPING.contains(was.status()) && (opened.size() >= MOST_SKIPPED_WITH_TRACE || isLast(is)), id,
                () -> gone + " periods from " + was.next() + " to " + is.next() + " were passed over");
    }

    /** Charge date n, from the first date and n alone. */
    private static LocalDate expectedDate(State state, int n) {
        BillingCalendar calendar = state.calendar();
        long units = (long) n * calendar.count();
        LocalDate first = calendar.first();
        return switch (calendar.interval()) {
            case DAY -> first.plusDays(units);
            case WEEK -> first.plusDays(7 * units);
            case MONTH -> monthsLater(first, units);
            case YEAR -> monthsLater(first, 12 * units);
        };
    }

    private static LocalDate monthsLater(LocalDate first, long months) {
        LocalDate month = first.withDayOfMonth(1).plusMonths(months);
        return month.withDayOfMonth(Math.min(first.getDayOfMonth(), month.lengthOfMonth()));
    }

    private void opened(String id, State before, State now, BillingPeriod period) {
        Subscription was = before.subscription;
        check(period.date().equals(expectedDate(now, period.index())), id, () -> "has a period on " + period.date() + ", which is not date " + period.index());
        check(period.index() >= was.next() && period.index() < now.subscription.next(), id, () -> "opened " + period.date() + " twice");
        Instant at = now.calendar().at(period.date());
        check(!at.isAfter(now.subscription.updatedAt()), id, () -> "opened " + period.date() + " before its time");
        boolean paused = SKIPPING.contains(was.status()) && was.resumesAt().filter(end -> !end.isAfter(at)).isEmpty();
        check(period.status() == PeriodStatus.SKIPPED ? SKIPPING.contains(was.status()) : !was.status().isEnded() && !paused, id,
                () -> "opened " + period.date() + " as " + period.status() + " while it was " + was.status());
        check(period.amount().equals(now.subscription.terms().amount()), id, () -> "opened " + period.date() + " for " + period.amount());
        period.attempts().forEach(attempt -> started(id, before, now, period, attempt));
        check(period.attempts().size() <= 1, id, () -> "made several attempts at once for " + period.date());
    }

    private void changed(String id, State before, State now, BillingPeriod was, BillingPeriod is) {
        boolean isFinal = was.status() == PeriodStatus.PAID || was.status() == PeriodStatus.SKIPPED;
        check(!isFinal || is.status() == was.status(), id, () -> was.date() + " was " + was.status() + " and is " + is.status());
        check(is.index() == was.index() && is.amount().equals(was.amount()) && is.policy().equals(was.policy()), id, () -> "changed the terms of " + was.date());
        check(is.attempts().size() >= was.attempts().size() && is.attempts().size() <= was.attempts().size() + 1, id,
                () -> was.date() + " has " + is.attempts().size() + " attempts after " + was.attempts().size());
        for (Attempt attempt : was.attempts()) {
            check(is.attempts().size() > attempt.number() && is.attempts().get(attempt.number()).status().compareTo(attempt.status()) >= 0, id,
                    () -> "had the attempt " + attempt + " and has " + is.attempts());
        }
        if (is.attempts().size() > was.attempts().size()) {
            Attempt attempt = is.attempts().get(is.attempts().size() - 1);
            started(id, before, now, is, attempt);
            inTime(id, now, was, attempt);
        }
        boolean begunAgain = was.status() == PeriodStatus.UNPAID && is.failures() == 0;
        check(is.failures() == was.failures() || is.failures() == was.failures() + 1 || begunAgain, id,
                () -> was.date() + " has " + is.failures() + " failures after " + was.failures());
        check(is.failures() <= is.policy().retryAfterDays().size() + 1, id, () -> was.date() + " was tried too often");
    }

    /** An attempt starts only when all earlier ones have ended, and not before its time. */
    private void started(String id, State before, State now, BillingPeriod is, Attempt attempt) {
        check(attempt.paymentId().equals(new ChargeReference(id, is.date(), is.attempts().size() - 1).text()), id, () -> "made an attempt as " + attempt.paymentId());
        check(is.attempts().stream().filter(other -> other.number() != attempt.number()).allMatch(other -> other.status() == AttemptStatus.FAILED), id,
                () -> "made another attempt while one was on its way: " + is.attempts());
        if (attempt.requested()) {
            return;
        }
        Subscription current = now.subscription;
        boolean wasCharged = CHARGED.contains(before.subscription.status())
                || before.subscription.resumesAt().filter(end -> !end.isAfter(current.updatedAt())).isPresent();
        check(wasCharged && CHARGED.contains(current.status()), id, () -> "charged " + is.date() + " while it was " + current.status());
    }

    /** A retry does not come before its time, and not for a period that is paid. */
    private void inTime(String id, State now, BillingPeriod was, Attempt attempt) {
        check(was.status() != PeriodStatus.PAID && was.status() != PeriodStatus.SKIPPED, id, () -> "charged " + was.date() + ", which was " + was.status());
        if (was.attempts().isEmpty() || attempt.requested()) {
            return;
        }
        Attempt last = was.attempts().get(was.attempts().size() - 1);
        Instant ended = last.endedAt().orElse(Instant.MAX);
        Instant earliest = last.soft() ? ended.plus(SHORTEST_SOFT_RETRY) : was.failures() == 0 ? ended : retryAt(now, was);
        check(last.requested() || !attempt.startedAt().isBefore(earliest), id,
                () -> "charged " + attempt.paymentId() + " at " + attempt.startedAt() + ", before " + earliest);
    }

    private static Instant retryAt(State state, BillingPeriod period) {
        return state.calendar().at(period.firstFailed().orElseThrow().plusDays(period.policy().retryAfterDays().get(period.failures() - 1)));
    }

    private void consistent(String id, State now) {
        Subscription is = now.subscription;
        List<LocalDate> open = now.periods.values().stream().filter(period -> period.status() != PeriodStatus.PAID
                && period.status() != PeriodStatus.SKIPPED).map(BillingPeriod::date).toList();
        check(open.equals(is.open()), id, () -> "names as open " + is.open() + ", and open are " + open);
        long paid = now.periods.values().stream().filter(period -> period.status() == PeriodStatus.PAID).count();
        check(paid == is.paid(), id, () -> "counts " + is.paid() + " paid periods of " + paid);
        now.periods.values().forEach(period -> agrees(id, period));
        List<BillingPeriod> awaited = now.periods.values().stream().filter(period -> AWAITED.contains(period.status())).toList();
        boolean isBehind = awaited.stream().anyMatch(period -> period.attempts().stream().anyMatch(attempt ->
                attempt.status() == AttemptStatus.FAILED && !attempt.soft() && !attempt.requested()));
        boolean isComplete = is.terms().payments().isPresent() && is.paid() >= is.terms().payments().getAsInt();
        check(is.status() == SubscriptionStatus.CANCELLED || isComplete == (is.status() == SubscriptionStatus.COMPLETED), id,
                () -> "is " + is.status() + " with " + is.paid() + " payments of " + is.terms().payments());
        check(is.status() != SubscriptionStatus.SCHEDULED || is.next() == 0, id, () -> "is SCHEDULED after " + is.next() + " dates");
        check(is.status() != SubscriptionStatus.ACTIVE || !isBehind, id, () -> "is ACTIVE, and a period is retried: " + awaited);
        check(is.status() != SubscriptionStatus.PAST_DUE || isBehind, id, () -> "is PAST_DUE, and nothing is retried: " + awaited);
        check(is.status() == SubscriptionStatus.PAST_DUE == is.graceUntil().isPresent(), id, () -> "is " + is.status() + " with grace until " + is.graceUntil());
        check(is.resumesAt().isEmpty() || is.status() == SubscriptionStatus.PAUSED, id, () -> "is " + is.status() + " and would resume at " + is.resumesAt());
        check(CHARGED.contains(is.status()) || is.status() == SubscriptionStatus.PAUSED
                || awaited.stream().allMatch(period -> period.live().isPresent()), id, () -> "is " + is.status() + ", and a retry is planned: " + awaited);
    }

    private void agrees(String id, BillingPeriod period) {
        boolean isPaid = period.attempts().stream().anyMatch(attempt -> attempt.status() == AttemptStatus.PAID);
        check(isPaid == (period.status() == PeriodStatus.PAID), id, () -> period.date() + " is " + period.status() + " with " + period.attempts());
        for (Attempt attempt : period.attempts()) {
            Optional<PaymentStatus> payment = payments.find(attempt.paymentId()).map(Payment::status);
            boolean agrees = switch (attempt.status()) {
                case STARTED -> true;
                case PENDING -> payment.isPresent();
                case FAILED -> payment.filter(status -> !status.isClosedUnpaid() && !status.isPaid()).isEmpty();
                case PAID -> payment.filter(PaymentStatus::isPaid).isPresent();
            };
            check(agrees, id, () -> "has " + attempt.paymentId() + " as " + attempt.status() + ", and the payment is " + payment);
        }
    }

    /** What is to be done for a subscription is due in time. */
    void due(String id) {
        State state = state(id);
        Optional<Instant> wanted = wanted(state);
        Optional<Instant> due = dueAt(id);
        check(wanted.isEmpty() || due.isPresent(), id, () -> "is forgotten: it is never due, and should be at " + wanted);
        check(wanted.isEmpty() || due.isEmpty() || !due.get().isAfter(latest(wanted.get())), id, () -> "is due at " + due + " instead of " + wanted);
    }

    /** The end of a lease, or the next try after a failure. */
    private Instant latest(Instant wanted) {
        Instant lease = system.time().plus(SubscriptionSystem.LONGEST_POSTPONEMENT);
        return wanted.isAfter(lease) ? wanted : lease;
    }

    /** Whether the open periods are the last ones. */
    private static boolean isLast(Subscription subscription) {
        return subscription.terms().payments().isPresent()
                && subscription.paid() + subscription.open().size() >= subscription.terms().payments().getAsInt();
    }

    private static Optional<Instant> wanted(State state) {
        Subscription is = state.subscription;
        Stream<Instant> checks = state.periods.values().stream().flatMap(period -> period.live().stream()).map(Attempt::checkAt);
        Stream<Instant> retries = state.periods.values().stream().filter(period -> CHARGED.contains(is.status())
                && AWAITED.contains(period.status()) && period.live().isEmpty()).map(period -> period.nextAttemptAt().orElse(Instant.EPOCH));
        boolean isEnded = is.status().isEnded();
        Stream<Instant> next = isEnded || isLast(is) ? Stream.empty() : Stream.of(state.calendar().at(expectedDate(state, is.next())));
        return Stream.of(checks, retries, next, is.resumesAt().stream(), is.nextReminderAt().stream()).flatMap(times -> times).min(Comparator.naturalOrder());
    }

    Optional<Instant> dueAt(String id) {
        return Optional.ofNullable(table.getItem(request -> request.tableName(TestTable.CONFIG.table()).consistentRead(true)
                .key(Map.of("pk", AttributeValue.fromS("SUBSCRIPTION#" + id), "sk", AttributeValue.fromS("SUBSCRIPTION")))).item().get("dueAt"))
                .map(at -> Instant.parse(at.s()));
    }

    /** Checks a charge that a provider receives for the first time. */
    void charged(ChargingProvider provider, ProviderOrder order) {
        ChargeReference reference = ChargeReference.read(order.reference()).orElseThrow();
        String id = reference.subscriptionId();
        BillingPeriod period = state(id).periods.get(reference.period());
        Attempt attempt = period.attempts().get(reference.number());
        check(attempt.status() == AttemptStatus.STARTED || attempt.status() == AttemptStatus.PENDING, id,
                () -> "charged " + order.reference() + " although it had ended: " + attempt);
        check(order.due().equals(period.amount()), id, () -> "charged " + order.due() + " for " + period.amount());
        provider.orders().values().stream().filter(other -> other.isAccepted() && !other.reference().equals(order.reference())
                && isOf(other, reference)).forEach(other -> check(isOver(other), id, () -> "charged " + order.reference() + " while "
                + other.reference() + " is " + other.status() + " at the provider and " + payments.find(other.reference()).map(Payment::status) + " here"));
        State seen = states.get(id).get(known.get(system.running()).get(id));
        check(seen.periods.get(reference.period()).status() != PeriodStatus.PAID, id, () -> "charged " + order.reference() + ", whose period it knew to be paid");
        boolean isWanted = attempt.requested() || system.running().name().endsWith("/pay");
        check(isWanted || CHARGED.contains(seen.subscription.status()) || seen.subscription.status() == SubscriptionStatus.PAUSED, id,
                () -> "charged " + order.reference() + ", although it knew that it was " + seen.subscription.status());
    }

    private static boolean isOf(ProviderOrder order, ChargeReference reference) {
        return ChargeReference.read(order.reference()).filter(other -> other.subscriptionId().equals(reference.subscriptionId())
                && other.period().equals(reference.period())).isPresent();
    }

    /** Whether we may take an attempt for over: its provider has said so, or its link was open for as long as it should be. */
    private boolean isOver(ProviderOrder order) {
        PaymentStatus here = payments.find(order.reference()).map(Payment::status).orElse(PaymentStatus.CREATING);
        return here.isClosedUnpaid() && (order.hasBeen(PaymentStatus.FAILED) || here != PaymentStatus.FAILED) || here.isPaid();
    }

    /** Whether something is due now. */
    boolean isAnythingDue(Instant now) {
        return ids().stream().anyMatch(id -> dueAt(id).filter(at -> !at.isAfter(now)).isPresent());
    }

    /** Checks that each date that has come has its period: nothing is due any more. */
    void nothingIsForgotten(Instant now) {
        for (String id : ids()) {
            State state = state(id);
            Optional<Instant> wanted = wanted(state);
            check(wanted.filter(at -> !at.isAfter(now)).isEmpty(), id, () -> "has something left to do since " + wanted + ": " + state);
        }
    }

    /** Checks everything against the providers' records, when nothing happens any more. */
    void atTheEnd(List<ChargingProvider> providers) {
        for (String id : ids()) {
            State state = current(id);
            check(state.equals(state(id)), id, () -> "was changed by nobody: " + state + " after " + state(id));
            consistent(id, state);
            List<ProviderOrder> orders = providers.stream().flatMap(provider -> provider.orders().values().stream())
                    .filter(order -> ChargeReference.read(order.reference()).orElseThrow().subscriptionId().equals(id)).toList();
            orders.forEach(order -> accounted(id, state, order));
            state.periods.values().forEach(period -> check(period.live().isEmpty(), id, () -> "waits for ever for " + period.live()));
            events(id, state, orders.stream().filter(ProviderOrder::isPaid).count());
        }
    }

    private void accounted(String id, State state, ProviderOrder order) {
        ChargeReference reference = ChargeReference.read(order.reference()).orElseThrow();
        BillingPeriod period = state.periods.get(reference.period());
        AttemptStatus here = period.attempts().get(reference.number()).status();
        check(order.isPaid() == (here == AttemptStatus.PAID), id, () -> order.reference() + " is " + order.status() + " at the provider and " + here + " here");
    }

    private void events(String id, State state, long paidOrders) {
        List<SubscriptionEvent> events = subscriptions.events(id);
        check(events.stream().map(SubscriptionEvent::sequence).toList().equals(LongStream.rangeClosed(1, state.subscription.events()).boxed().toList()), id,
                () -> "has " + state.subscription.events() + " events, and kept are " + events.stream().map(SubscriptionEvent::sequence).toList());
        List<String> types = events.stream().map(SubscriptionEvent::type).toList();
        check(types.equals(system.bus().types(id)), id, () -> "has the events " + types + ", and the bus was sent " + system.bus().types(id));
        List<SubscriptionEvent> charged = events.stream().filter(event -> event.type().equals("subscription.charged")).toList();
        check(charged.size() == paidOrders, id, () -> "was charged " + paidOrders + " times, and the merchant was told of " + charged.size());
        long again = charged.stream().filter(event -> event.data().path("paidAgain").booleanValue()).count();
        check(charged.size() - again == state.subscription.paid(), id, () -> "has " + state.subscription.paid() + " paid periods, and the merchant was told of "
                + (charged.size() - again));
        Map<String, SubscriptionStatus> last = Map.of("subscription.cancelled", SubscriptionStatus.CANCELLED, "subscription.completed", SubscriptionStatus.COMPLETED);
        last.forEach((type, status) -> check(types.stream().filter(type::equals).count() == (state.subscription.status() == status ? 1 : 0), id,
                () -> "is " + state.subscription.status() + " after the events " + types));
    }

    private void check(boolean holds, String id, Supplier<String> otherwise) {
        checks++;
        if (!holds) {
            system.violated("Subscription " + id + " " + otherwise.get());
        }
    }
}
