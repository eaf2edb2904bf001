package africa.paylinks.report;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.merchant.EventTypes;
import africa.paylinks.notification.EventLog;
import africa.paylinks.notification.EventLog.Position;
import africa.paylinks.notification.LoggedEvent;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sums up a merchant's completed payments and refunds by day, provider and currency.
 *
 * <p>The event log says which payments have something to book on a day; amounts and times come from the payments and their
 * refunds. An event that is published late or twice thus changes no sum.
 */
@Singleton
public final class DailyReports {

    private static final EventTypes BOOKED = EventTypes.of(EventLog.BOOKED);
    private static final int PAGE = 1000;
    /** Leaves a slow last call the rest of the function's 29 seconds. */
    private static final Duration TIME = Duration.ofSeconds(20);

    private final EventLog log;
    private final ReportedPayments payments;
    private final Clock clock;

    public DailyReports(EventLog log, ReportedPayments payments, Clock clock) {
        this.log = log;
        this.payments = payments;
        this.clock = clock;
    }

    /**
     * Answers {@code GET /reports/daily} in the format that the request accepts: as many whole days as there is time for.
     *
     * @throws ProblemException 406 when it accepts no format that exists, 400 that lists every invalid parameter, 503 when there
     *                          is no time for the first day
     */
    public ApiResponse answer(ApiRequest request) {
        String merchant = request.merchant("read");
        ReportFormat format = ReportFormat.of(request);
        DailyReportQuery query = DailyReportQuery.read(merchant, request);
        Report report = new Report(query, clock.instant().plus(TIME));
        Optional<LocalDate> next = report.read();
        return format.response(query, report.totals, next);
    }

    /** One page of totals. */
    private final class Report {

        private final DailyReportQuery query;
        private final Instant deadline;
        private final DailyTotals totals = new DailyTotals();

        Report(DailyReportQuery query, Instant deadline) {
            this.query = query;
            this.deadline = deadline;
        }

        /** Returns the day from which the next page continues; empty when this page is the last. */
        Optional<LocalDate> read() {
            Instant end = query.begin(query.to().plusDays(1));
            Day day = new Day(query, query.start());
            Optional<Position> after = Optional.empty();
            do {
                if (isOver()) {
                    return continueWith(day);
                }
                EventLog.Page page = log.page(new EventLog.Query(query.merchant(), query.begin(query.start()), end, BOOKED,
                        EventLog.Order.OLDEST_FIRST, PAGE, after));
                for (LoggedEvent event : page.events()) {
                    if (!event.at().isBefore(day.end)) {
                        if (!book(day)) {
                            return continueWith(day);
                        }
                        day = new Day(query, query.dayOf(event.at()));
                    }
                    day.add(event);
                }
                after = page.next();
            } while (after.isPresent());
            return book(day) ? Optional.empty() : continueWith(day);
        }

        private Optional<LocalDate> continueWith(Day day) {
            if (!day.date.isAfter(query.start())) {
                throw new ProblemException(Problem.of(ProblemCode.STORE_UNAVAILABLE, "There was no time for all payments of " + day.date
                        + ". Repeat the request in a moment; if that does not help, export the payments of that day.").retryAfter(2));
            }
            return Optional.of(day.date);
        }

        /** Adds a whole day; false when there is no time for it, and nothing of it is added. */
        private boolean book(Day day) {
            DailyTotals ofDay = new DailyTotals();
            List<String> ids = List.copyOf(day.payments.keySet());
            for (int start = 0; start < ids.size(); start += ReportedPayments.MAX_BATCH) {
                if (isOver()) {
                    return false;
                }
                List<Payment> batch = payments.find(ids.subList(start, Math.min(ids.size(), start + ReportedPayments.MAX_BATCH)));
                for (Payment payment : batch) {
                    boolean isRefunded = day.payments.get(payment.id());
                    if (isRefunded && isOver()) {
                        return false;
                    }
                    if (payment.terms().merchant().equals(query.merchant())) {
                        day.book(payment, isRefunded ? payments.refunds(payment.id()) : List.of(), ofDay);
                    }
                }
            }
            totals.addAll(ofDay);
            return true;
        }

        private boolean isOver() {
            return !clock.instant().isBefore(deadline);
        }
    }

    /** The payments of one day, each with whether a refund of it was completed on that day. */
    private static final class Day {

        private final LocalDate date;
        private final Instant begin;
        private final Instant end;
        private final Map<String, Boolean> payments = new TreeMap<>();

        Day(DailyReportQuery query, LocalDate date) {
            this.date = date;
            this.begin = query.begin(date);
            this.end = query.begin(date.plusDays(1));
        }

        void add(LoggedEvent event) {
            payments.merge(event.subjectId(), event.type().equals(EventLog.REFUNDED), Boolean::logicalOr);
        }

        void book(Payment payment, List<Refund> refunds, DailyTotals totals) {
            DailyTotal.Key key = new DailyTotal.Key(date, payment.terms().provider(), payment.terms().amount().currency());
            Booking.of(payment, refunds).stream().filter(booking -> !booking.at().isBefore(begin) && booking.at().isBefore(end))
                    .forEach(booking -> totals.add(key, booking));
        }
    }
}
