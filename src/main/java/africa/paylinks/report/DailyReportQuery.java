package africa.paylinks.report;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The parameters of {@code GET /reports/daily}.
 *
 * @param to    the last day, inclusive
 * @param start the first day of this page
 */
record DailyReportQuery(String merchant, LocalDate from, LocalDate to, ZoneId timezone, LocalDate start) {

    private static final int MAX_DAYS = 31;

    /** @throws ProblemException 400 that lists every invalid parameter */
    static DailyReportQuery read(String merchant, ApiRequest request) {
        QueryFields query = new QueryFields(request);
        Optional<LocalDate> from = date(query, request, "from");
        Optional<LocalDate> to = date(query, request, "to");
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            query.error("to", "Must not be before 'from'.");
        } else if (from.isPresent() && to.isPresent() && ChronoUnit.DAYS.between(from.get(), to.get()) >= MAX_DAYS) {
            query.error("to", "Ask for at most " + MAX_DAYS + " days.");
        }
        // An offset is no zone: it does not follow a change of the clocks.
        Optional<ZoneId> timezone = query.read("timezone", "Unknown time zone; use an IANA name such as Africa/Freetown.",
                // A plus sign that is not percent-encoded arrives as a space.
                text -> Optional.of(text.replace(' ', '+')).filter(ZoneId.getAvailableZoneIds()::contains).map(ZoneId::of));
        DailyReportQuery whole = new DailyReportQuery(merchant, from.orElse(LocalDate.EPOCH), to.orElse(LocalDate.EPOCH),
                timezone.orElse(ZoneId.of("UTC")), from.orElse(LocalDate.EPOCH));
        Optional<LocalDate> start = query.cursor(whole.scope(), text -> Optional.of(LocalDate.parse(text))
                .filter(day -> !day.isBefore(whole.from) && !day.isAfter(whole.to)));
        query.requireValid();
        return new DailyReportQuery(merchant, whole.from, whole.to, whole.timezone, start.orElse(whole.from));
    }

    private static Optional<LocalDate> date(QueryFields query, ApiRequest request, String name) {
        if (request.queryParameter(name).isEmpty()) {
            query.error(name, "Required: a date such as 2026-11-30.");
        }
        return query.read(name, "Use a date such as 2026-11-30.", text -> {
            try {
                return Optional.of(LocalDate.parse(text)).filter(date -> date.getYear() >= 1970 && date.getYear() <= 9998);
            } catch (DateTimeException notADate) {
                return Optional.empty();
            }
        });
    }

    /** When a day begins, which is not midnight if the clocks change then. */
    Instant begin(LocalDate day) {
        return day.atStartOfDay(timezone).toInstant();
    }

    /** The day that contains a time, by the beginnings of days. */
    LocalDate dayOf(Instant at) {
        LocalDate day = LocalDate.ofInstant(at, timezone);
        // Clocks that change at midnight can repeat the end of a day after the next one began.
        return at.isBefore(begin(day.plusDays(1))) ? day : day.plusDays(1);
    }

    /** The cursor of the page that starts with that day. */
    String cursor(LocalDate day) {
        return QueryFields.cursor(scope(), day.toString());
    }

    /** The page that starts with that day, relative to the request's URL. */
    String nextPage(LocalDate day) {
        return "daily?from=" + from + "&to=" + to + "&timezone=" + URLEncoder.encode(timezone.getId(), StandardCharsets.UTF_8)
                + "&cursor=" + cursor(day);
    }

    private String scope() {
        return String.join(" ", "daily", merchant, from.toString(), to.toString(), timezone.getId());
    }
}
