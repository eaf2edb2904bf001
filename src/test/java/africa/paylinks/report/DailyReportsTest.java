package africa.paylinks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class DailyReportsTest {

    private static final Money FIFTY = new Money(5000, "SLE");

    private final ReportFixture fixture = new ReportFixture(new AdjustableClock(SamplePayments.NOW));

    @Test
    void sumsUpByDayProviderAndCurrency() {
        fixture.completed("flot", FIFTY, "2026-11-10T08:00:00Z");
        fixture.completed("flot", new Money(1, "SLE"), "2026-11-10T23:59:59.999Z");
        fixture.completed("flutterwave", new Money(700, "GHS"), "2026-11-10T09:00:00Z");
        fixture.completed("flutterwave", new Money(1500, "XOF"), "2026-11-10T09:00:00Z");
        PaymentTerms refunded = fixture.completed("flutterwave", new Money(900, "GHS"), "2026-11-11T00:00:00Z");
        fixture.refund(refunded, 300, "2026-11-12T12:00:00Z");
        fixture.refund(refunded, 600, "2026-11-12T13:00:00Z");
        assertEquals(List.of(
                "2026-11-10 flot SLE +2 50.01/50.01 -0 0.00",
                "2026-11-10 flutterwave GHS +1 7.00/7.00 -0 0.00",
                "2026-11-10 flutterwave XOF +1 1500/1500 -0 0",
                "2026-11-11 flutterwave GHS +1 9.00/9.00 -0 0.00",
                "2026-11-12 flutterwave GHS +0 0.00/0.00 -2 9.00"), ReportFixture.lines(fixture.get("2026-11-10", "2026-11-12", "UTC")));
        assertEquals(List.of("2026-11-11 flutterwave GHS +1 9.00/9.00 -0 0.00"),
                ReportFixture.lines(fixture.get("2026-11-11", "2026-11-11", "UTC")));
    }

    @ParameterizedTest
    @CsvSource({
        // No offset.
        "Africa/Freetown, 2026-11-10T00:00:00.000Z, 2026-11-10", "Africa/Freetown, 2026-11-09T23:59:59.999Z, 2026-11-09",
        // An hour ahead.
        "Africa/Lagos, 2026-11-09T23:00:00.000Z, 2026-11-10", "Africa/Lagos, 2026-11-09T22:59:59.999Z, 2026-11-09",
        "Etc/GMT+1, 2026-11-10T01:00:00.000Z, 2026-11-10", "Etc/GMT+1, 2026-11-10T00:59:59.999Z, 2026-11-09",
        // Clocks go forward on 29 March and back on 25 October 2026: these days have 23 and 25 hours.
        "Europe/Paris, 2026-03-28T22:59:59.999Z, 2026-03-28", "Europe/Paris, 2026-03-28T23:00:00.000Z, 2026-03-29",
        "Europe/Paris, 2026-03-29T21:59:59.999Z, 2026-03-29", "Europe/Paris, 2026-03-29T22:00:00.000Z, 2026-03-30",
        "Europe/Paris, 2026-10-25T22:59:59.999Z, 2026-10-25", "Europe/Paris, 2026-10-25T23:00:00.000Z, 2026-10-26",
        // Clocks went from 00:00 to 01:00 on 4 November 2018.
        "America/Sao_Paulo, 2018-11-04T02:59:59.999Z, 2018-11-03", "America/Sao_Paulo, 2018-11-04T03:00:00.000Z, 2018-11-04",
        // Clocks went from 00:01 back to 23:01 of the day before on 7 November 2010, when the 7th had begun.
        "America/St_Johns, 2010-11-07T02:29:59.999Z, 2010-11-06", "America/St_Johns, 2010-11-07T02:30:00.000Z, 2010-11-07",
        "America/St_Johns, 2010-11-07T03:00:00.000Z, 2010-11-07", "America/St_Johns, 2010-11-08T03:29:59.999Z, 2010-11-07"})
    void aDayIsOneOfTheTimezone(String timezone, String at, String day) {
        fixture.completed("flot", FIFTY, at);
        String before = LocalDate.parse(day).minusDays(1).toString();
        String after = LocalDate.parse(day).plusDays(1).toString();
        assertEquals(Set.of(day), ReportFixture.days(fixture.get(day, day, timezone)));
        assertEquals(Set.of(day), ReportFixture.days(fixture.get(before, after, timezone)));
    }

    @Test
    void theDefaultTimezoneIsUtc() {
        fixture.completed("flot", FIFTY, "2026-11-09T23:30:00Z");
        JsonValue page = ReportFixture.json(fixture.reports().answer(fixture.request("*/*", Map.of("from", "2026-11-09", "to", "2026-11-09"))));
        assertEquals("UTC", page.path("timezone").asText());
        assertEquals(Set.of("2026-11-09"), ReportFixture.days(page));
    }

    @Test
    void moneyThatCameLateCountsOnTheDayOnWhichItCame() {
        PaymentTerms terms = fixture.payment("flot", FIFTY, "2026-11-01T08:00:00Z");
        fixture.raise(terms, PaymentStatus.EXPIRED, Instant.parse("2026-11-02T08:00:00Z"), Optional.empty());
        fixture.raise(terms, PaymentStatus.COMPLETED, Instant.parse("2026-11-05T08:00:00Z"), Optional.of(FIFTY));
        fixture.publish(terms);
        assertEquals(List.of("2026-11-05 flot SLE +1 50.00/50.00 -0 0.00"), ReportFixture.lines(fixture.get("2026-11-01", "2026-11-30", "UTC")));
    }

    @Test
    void whatACustomerPaidInExcessIsReceived() {
        PaymentTerms terms = fixture.payment("flashpay", FIFTY, "2026-11-01T08:00:00Z");
        fixture.raise(terms, PaymentStatus.COMPLETED, Instant.parse("2026-11-01T09:00:00Z"), Optional.of(new Money(5050, "SLE")));
        fixture.publish(terms);
        assertEquals(List.of("2026-11-01 flashpay SLE +1 50.00/50.50 -0 0.00"), ReportFixture.lines(fixture.get("2026-11-01", "2026-11-01", "UTC")));
    }

    @Test
    void aRefundThatIsReportedBeforeItsPaymentCountsBoth() {
        PaymentTerms terms = fixture.payment("fluid", FIFTY, "2026-11-01T08:00:00Z");
        fixture.raise(terms, PaymentStatus.REFUNDED, Instant.parse("2026-11-03T08:00:00Z"), Optional.empty());
        fixture.publish(terms);
        assertEquals(List.of("2026-11-03 fluid SLE +1 50.00/50.00 -1 50.00"), ReportFixture.lines(fixture.get("2026-11-01", "2026-11-30", "UTC")));
    }

    @Test
    void theProvidersReportOfAFullRefundIncludesARefundThatWasUnderWay() {
        PaymentTerms terms = fixture.completed("fluid", FIFTY, "2026-11-01T08:00:00Z");
        fixture.refund(terms, 1000, "2026-11-02T08:00:00Z");
        Refund underWay = fixture.ordered(terms, 1500, Instant.parse("2026-11-03T08:00:00Z"));
        fixture.raise(terms, PaymentStatus.REFUNDED, Instant.parse("2026-11-04T08:00:00Z"), Optional.empty());
        fixture.settle(terms, underWay.completed(Optional.empty(), Instant.parse("2026-11-05T08:00:00Z")));
        fixture.publish(terms);
        assertEquals(List.of(
                "2026-11-02 fluid SLE +0 0.00/0.00 -1 10.00",
                "2026-11-04 fluid SLE +0 0.00/0.00 -1 40.00"), ReportFixture.lines(fixture.get("2026-11-02", "2026-11-30", "UTC")));
    }

    @Test
    void feesAreSummedUpWithTheNumberOfPaymentsWhoseFeeIsKnown() {
        for (Optional<Long> fee : List.of(Optional.of(75L), Optional.of(0L), Optional.<Long>empty())) {
            PaymentTerms terms = fixture.payment("paystack", FIFTY, "2026-11-01T08:00:00Z");
            fixture.complete(terms, FIFTY, fee.map(minor -> new Money(minor, "SLE")), Instant.parse("2026-11-01T09:00:00Z"));
            fixture.publish(terms);
            fixture.refund(terms, 100, "2026-11-02T09:00:00Z");
        }
        assertEquals(List.of("{\"count\":2,\"amount\":\"0.75\"}", "{\"count\":0,\"amount\":\"0.00\"}"), fees(fixture.get("2026-11-01", "2026-11-02", "UTC")));
        ApiResponse csv = fixture.reports().answer(fixture.request("text/csv", Map.of("from", "2026-11-01", "to", "2026-11-02")));
        assertEquals(List.of("2026-11-01,paystack,SLE,3,150.00,150.00,0,0.00,2,0.75", "2026-11-02,paystack,SLE,0,0.00,0.00,3,3.00,0,0.00"),
                csv.body().lines().skip(1).toList());
    }

    private static List<String> fees(JsonValue page) {
        List<String> fees = new ArrayList<>();
        page.path("totals").forEach(total -> fees.add(Json.write(total.path("providerFee"))));
        return fees;
    }

    @Test
    void nothingCountsThatIsNotCompleted() {
        PaymentTerms failed = fixture.payment("flot", FIFTY, "2026-11-01T08:00:00Z");
        fixture.raise(failed, PaymentStatus.FAILED, Instant.parse("2026-11-01T09:00:00Z"), Optional.empty());
        PaymentTerms paid = fixture.completed("flot", FIFTY, "2026-11-02T08:00:00Z");
        fixture.ordered(paid, 1000, Instant.parse("2026-11-03T08:00:00Z"));
        Refund refused = fixture.ordered(paid, 1000, Instant.parse("2026-11-03T08:00:00Z"));
        fixture.settle(paid, refused.failed(new Failure("refused", "No."), Instant.parse("2026-11-03T09:00:00Z")));
        fixture.refund(paid, 500, "2026-11-03T10:00:00Z");
        fixture.publish(failed);
        assertEquals(List.of("2026-11-02 flot SLE +1 50.00/50.00 -0 0.00", "2026-11-03 flot SLE +0 0.00/0.00 -1 5.00"),
                ReportFixture.lines(fixture.get("2026-11-01", "2026-11-30", "UTC")));
    }

    @Test
    void anEventThatIsPublishedAgainCountsOnce() {
        PaymentTerms terms = fixture.completed("flot", FIFTY, "2026-11-02T08:00:00Z");
        fixture.refund(terms, 5000, "2026-11-02T09:00:00Z");
        fixture.publish(terms);
        fixture.publish(terms);
        assertEquals(List.of("2026-11-02 flot SLE +1 50.00/50.00 -1 50.00"), ReportFixture.lines(fixture.get("2026-11-02", "2026-11-02", "UTC")));
    }

    @Test
    void aMerchantSeesOnlyItsOwnPayments() {
        fixture.completed("flot", FIFTY, "2026-11-02T08:00:00Z");
        ApiRequest foreign = ReportFixture.requestOf("another-" + fixture.merchant, "*/*", Map.of("from", "2026-11-01", "to", "2026-11-30"));
        assertEquals("{\"timezone\":\"UTC\",\"totals\":[],\"nextCursor\":null}", fixture.reports().answer(foreign).body());
    }

    /** The sums come from what the test did, not from what was stored. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSumsAreThoseOfTheIndividualPaymentsAndRefunds(long seed) {
        Random random = new Random(seed);
        ZoneId zone = ZoneId.of(List.of("Africa/Lagos", "Europe/Paris", "America/St_Johns").get((int) seed - 1));
        Instant start = Instant.parse("2026-10-20T00:00:00Z");
        Map<String, long[]> expected = new TreeMap<>();
        for (int number = 0; number < 25; number++) {
            String provider = List.of("flot", "fluid", "flutterwave").get(random.nextInt(3));
            Money amount = new Money(1 + random.nextInt(100_000), List.of("SLE", "XOF").get(random.nextInt(2)));
            AtomicReference<Instant> now = new AtomicReference<>(start.plusMillis((long) (random.nextDouble() * Duration.ofDays(20).toMillis())));
            PaymentTerms terms = fixture.payment(provider, amount, now.get().toString());
            if (random.nextInt(4) == 0) {
                fixture.raise(terms, List.of(PaymentStatus.EXPIRED, PaymentStatus.FAILED).get(random.nextInt(2)), later(random, now), Optional.empty());
            }
            if (random.nextInt(5) > 0) {
                Money received = new Money(amount.minor() + random.nextInt(2) * random.nextInt(50), amount.currency());
                Optional<Money> fee = Optional.of(new Money(random.nextInt((int) amount.minor() + 1), amount.currency())).filter(any -> random.nextInt(3) > 0);
                fixture.complete(terms, received, fee, later(random, now));
                long[] sum = count(expected, zone, terms, now.get(), 0, amount.minor());
                sum[2] += received.minor();
                if (fee.isPresent()) {
                    count(expected, zone, terms, now.get(), 5, fee.get().minor());
                }
                long left = amount.minor();
                for (int refund = random.nextInt(4); refund > 0 && left > 0; refund--) {
                    long minor = random.nextInt(3) == 0 ? left : 1 + random.nextInt((int) left);
                    if (random.nextInt(5) == 0) {
                        fixture.raise(terms, PaymentStatus.REFUNDED, later(random, now), Optional.empty());
                        minor = left;
                    } else {
                        Refund ordered = fixture.ordered(terms, minor, later(random, now));
                        if (random.nextInt(4) == 0) {
                            fixture.settle(terms, ordered.failed(new Failure("refused", "No."), later(random, now)));
                            continue;
                        }
                        fixture.settle(terms, ordered.completed(Optional.empty(), later(random, now)));
                    }
                    left -= minor;
                    count(expected, zone, terms, now.get(), 3, minor);
                }
            }
            for (int times = random.nextInt(2); times >= 0; times--) {
                fixture.publish(terms);
            }
        }
        Map<String, long[]> found = new TreeMap<>();
        for (String month : List.of("2026-10", "2026-11", "2026-12")) {
            fixture.get(month + "-01", month + (month.endsWith("11") ? "-30" : "-31"), zone.getId()).path("totals").forEach(total -> {
                String currency = total.path("currency").asText();
                found.put(total.path("date").asText() + " " + total.path("provider").asText() + " " + currency, new long[] {
                    total.path("completed").path("count").intValue(), minor(total.path("completed").path("amount"), currency),
                    minor(total.path("completed").path("receivedAmount"), currency),
                    total.path("refunded").path("count").intValue(), minor(total.path("refunded").path("amount"), currency),
                    total.path("providerFee").path("count").intValue(), minor(total.path("providerFee").path("amount"), currency)});
            });
        }
        assertTrue(expected.size() > 15, "The payments are on " + expected.size() + " days");
        assertEquals(texts(expected), texts(found), "seed " + seed);
    }

    private static Instant later(Random random, AtomicReference<Instant> now) {
        return now.updateAndGet(at -> at.plusMillis(1 + (long) (random.nextDouble() * Duration.ofHours(30).toMillis())));
    }

    private static long[] count(Map<String, long[]> sums, ZoneId zone, PaymentTerms terms, Instant at, int index, long minor) {
        long[] sum = sums.computeIfAbsent(at.atZone(zone).toLocalDate() + " " + terms.provider() + " " + terms.amount().currency(), any -> new long[7]);
        sum[index]++;
        sum[index + 1] += minor;
        return sum;
    }

    private static long minor(JsonValue amount, String currency) {
        BigDecimal major = new BigDecimal(amount.asText());
        return major.signum() == 0 ? 0 : Money.ofMajor(major, currency).minor();
    }

    private static Map<String, String> texts(Map<String, long[]> sums) {
        Map<String, String> texts = new TreeMap<>();
        sums.forEach((key, values) -> texts.put(key, Arrays.toString(values)));
        return texts;
    }

    @Test
    void aReportThatTakesTooLongContinuesAtTheNextDayInBothFormats() {
        for (int day = 1; day <= 6; day++) {
            for (int number = 0; number < day; number++) {
                fixture.completed("flot", FIFTY, "2026-11-0" + day + "T0" + number + ":00:00Z");
            }
        }
        List<String> whole = ReportFixture.lines(fixture.get("2026-11-01", "2026-11-06", "Africa/Freetown"));
        assertEquals(6, whole.size());
        for (String type : List.of("application/json", "text/csv")) {
            List<String> rows = new ArrayList<>();
            int pages = 0;
            Map<String, String> query = Map.of("from", "2026-11-01", "to", "2026-11-06", "timezone", "Africa/Freetown");
            for (Optional<Map<String, String>> next = Optional.of(query); next.isPresent(); pages++) {
                ApiResponse answer = fixture.reports(ticking(Duration.ofSeconds(4))).answer(fixture.request(type, next.get()));
                rows.addAll(type.equals("text/csv") ? csv(answer) : ReportFixture.lines(ReportFixture.json(answer)));
                if (type.equals("application/json")) {
                    assertEquals(Optional.ofNullable(answer.headers().get("link")).map(link -> link(link).get("cursor")),
                            ReportFixture.json(answer).path("nextCursor").text());
                }
                next = Optional.ofNullable(answer.headers().get("link")).map(DailyReportsTest::link);
            }
            assertEquals(whole, rows, type);
            assertTrue(pages > 1 && pages <= 6, pages + " pages");
        }
    }

    @Test
    void aDayThatDoesNotFitIsAProblemAndNoPartOfItsSum() {
        fixture.completed("flot", FIFTY, "2026-11-01T08:00:00Z");
        Problem problem = problem(fixture.reports(ticking(Duration.ofSeconds(15))), Map.of("from", "2026-11-01", "to", "2026-11-06"));
        assertEquals(ProblemCode.STORE_UNAVAILABLE, problem.code());
        assertTrue(problem.detail().contains("2026-11-01"), problem.detail());
        assertTrue(problem.retryAfterSeconds().isPresent());
    }

    @Test
    void aCursorOfAnotherReportIsRefused() {
        for (int day = 1; day <= 6; day++) {
            fixture.completed("flot", FIFTY, "2026-11-0" + day + "T08:00:00Z");
        }
        Map<String, String> query = Map.of("from", "2026-11-01", "to", "2026-11-06");
        String cursor = ReportFixture.json(fixture.reports(ticking(Duration.ofSeconds(6))).answer(fixture.request("*/*", query)))
                .path("nextCursor").text().orElseThrow();
        for (Map<String, String> other : List.of(Map.of("from", "2026-11-02"), Map.of("to", "2026-11-07"), Map.of("timezone", "Africa/Lagos"))) {
            Map<String, String> changed = new HashMap<>(query);
            changed.put("cursor", cursor);
            changed.putAll(other);
            assertEquals(List.of("/cursor"), pointers(changed));
        }
    }

    @Test
    void csvHasAHeaderAndARowPerTotal() {
        PaymentTerms terms = fixture.completed("flot", FIFTY, "2026-11-01T08:00:00Z");
        fixture.refund(terms, 1000, "2026-11-01T09:00:00Z");
        ApiResponse answer = fixture.reports().answer(fixture.request("text/csv", Map.of("from", "2026-11-01", "to", "2026-11-30")));
        assertEquals("text/csv; charset=utf-8; header=present", answer.headers().get("content-type"));
        assertEquals("accept", answer.headers().get("vary"));
        assertNull(answer.headers().get("link"));
        assertEquals("date,provider,currency,completedCount,completedAmount,completedReceivedAmount,refundedCount,refundedAmount,"
                + "providerFeeCount,providerFeeAmount\r\n"
                + "2026-11-01,flot,SLE,1,50.00,50.00,1,10.00,0,0.00\r\n", answer.body());
        assertEquals(ProblemCode.NOT_ACCEPTABLE, assertThrows(ProblemException.class, () -> fixture.reports()
                .answer(fixture.request("application/x-ndjson", Map.of("from", "2026-11-01", "to", "2026-11-30")))).problem().code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|''|''|/from,/to", "2026-11-01|''|''|/to", "2026-11-31|2026-11-30|''|/from", "2026-11-1|1.11.2026|''|/from,/to",
        "2026-11-01T00:00:00Z|2026-11-30|''|/from", "2026-11-02|2026-11-01|''|/to", "2026-11-01|2026-12-02|''|/to",
        "2026-11-01|2026-11-30|Africa/Atlantis|/timezone", "2026-11-01|2026-11-30|+01:00|/timezone", "2026-11-01|2026-11-30|EAT|/timezone",
        "+999999999-01-01|+999999999-01-02|''|/from,/to", "-0001-01-01|1969-12-31|''|/from,/to", "2026-11-02|2026-11-01|Mars|/to,/timezone"})
    void everyInvalidParameterIsNamed(String from, String to, String timezone, String pointers) {
        assertEquals(new TreeSet<>(List.of(pointers.split(","))), new TreeSet<>(pointers(Map.of("from", from, "to", to, "timezone", timezone))));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-01, 2026-12-01, Africa/Abidjan", "1970-01-01, 1970-01-01, Pacific/Kiritimati", "9998-12-31, 9998-12-31, Etc/GMT+12",
        "2026-02-28, 2026-02-28, Etc/GMT 1"})
    void theLongestAndTheFarthestReportsAreEmpty(String from, String to, String timezone) {
        assertFalse(fixture.get(from, to, timezone).path("totals").iterator().hasNext());
    }

    @Test
    void aSumThatExceedsSixtyFourBitsIsAnErrorAndNotAWrongSum() {
        DailyTotal.Key key = new DailyTotal.Key(LocalDate.EPOCH, "flot", "SLE");
        for (Booking.Kind kind : Booking.Kind.values()) {
            DailyTotal full = DailyTotal.zero(key).plus(new Booking(kind, Instant.EPOCH, Long.MAX_VALUE, 0, OptionalLong.empty()));
            assertThrows(ArithmeticException.class, () -> full.plus(new Booking(kind, Instant.EPOCH, 1, 0, OptionalLong.empty())));
        }
        DailyTotal full = DailyTotal.zero(key).plus(completed(Long.MAX_VALUE, OptionalLong.of(Long.MAX_VALUE)));
        assertThrows(ArithmeticException.class, () -> full.plus(completed(1, OptionalLong.empty())));
        assertThrows(ArithmeticException.class, () -> full.plus(completed(0, OptionalLong.of(1))));
    }

    private static Booking completed(long received, OptionalLong fee) {
        return new Booking(Booking.Kind.COMPLETED, Instant.EPOCH, 1, received, fee);
    }

    private List<String> pointers(Map<String, String> query) {
        return problem(fixture.reports(), query).errors().stream().map(FieldError::pointer).toList();
    }

    private Problem problem(DailyReports reports, Map<String, String> query) {
        return assertThrows(ProblemException.class, () -> reports.answer(fixture.request("*/*", query))).problem();
    }

    /** A clock that moves whenever somebody looks at it. */
    private static Clock ticking(Duration step) {
        AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
        return new Clock() {
            @Override
            public Instant instant() {
                Instant now = clock.instant();
                clock.advance(step);
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    /** The parameters that a Link header leads to. */
    private static Map<String, String> link(String header) {
        URI next = URI.create("https://api.example/base/reports/daily").resolve(header.substring(1, header.indexOf('>')));
        assertEquals("/base/reports/daily", next.getPath());
        return Arrays.stream(next.getRawQuery().split("&")).map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static List<String> csv(ApiResponse answer) {
        return answer.body().lines().skip(1).map(line -> line.split(",")).map(cells -> cells[0] + " " + cells[1] + " " + cells[2]
                + " +" + cells[3] + " " + cells[4] + "/" + cells[5] + " -" + cells[6] + " " + cells[7]).toList();
    }
}
