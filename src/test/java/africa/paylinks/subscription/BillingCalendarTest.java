package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillingCalendarTest {

    private static BillingCalendar calendar(LocalDate first, BillingInterval interval, int count, String zone, String time) {
        return new BillingCalendar(first, interval, count, ZoneId.of(zone), LocalTime.parse(time));
    }

    @ParameterizedTest
    @CsvSource({
        // Month ends
        "2027-01-31, MONTH, 1, 1, 2027-02-28", "2027-01-31, MONTH, 1, 2, 2027-03-31", "2027-01-31, MONTH, 1, 3, 2027-04-30",
        "2027-01-31, MONTH, 1, 12, 2028-01-31", "2027-01-31, MONTH, 1, 13, 2028-02-29", "2027-01-31, MONTH, 1, 14, 2028-03-31",
        "2027-01-30, MONTH, 1, 1, 2027-02-28", "2027-01-30, MONTH, 1, 2, 2027-03-30", "2027-01-29, MONTH, 1, 1, 2027-02-28",
        "2028-01-29, MONTH, 1, 1, 2028-02-29", "2028-01-30, MONTH, 1, 1, 2028-02-29", "2027-08-31, MONTH, 1, 1, 2027-09-30",
        "2027-08-31, MONTH, 1, 2, 2027-10-31", "2027-04-30, MONTH, 1, 1, 2027-05-30", "2027-02-28, MONTH, 1, 1, 2027-03-28",
        "2027-12-31, MONTH, 1, 2, 2028-02-29", "2026-12-31, MONTH, 1, 2, 2027-02-28", "2027-01-01, MONTH, 1, 11, 2027-12-01",
        "2027-12-01, MONTH, 1, 1, 2028-01-01", "2027-01-15, MONTH, 1, 0, 2027-01-15", "2099-12-31, MONTH, 1, 2, 2100-02-28",
        // Several months
        "2027-01-31, MONTH, 2, 1, 2027-03-31", "2027-01-31, MONTH, 3, 1, 2027-04-30", "2027-01-31, MONTH, 3, 2, 2027-07-31",
        "2027-11-30, MONTH, 3, 1, 2028-02-29", "2027-11-30, MONTH, 3, 2, 2028-05-30", "2027-08-31, MONTH, 6, 1, 2028-02-29",
        "2027-08-31, MONTH, 6, 2, 2028-08-31", "2027-02-28, MONTH, 12, 1, 2028-02-28", "2028-02-29, MONTH, 12, 1, 2029-02-28",
        "2028-02-29, MONTH, 12, 4, 2032-02-29", "2027-01-31, MONTH, 13, 1, 2028-02-29",
        // Leap days
        "2028-02-29, YEAR, 1, 0, 2028-02-29", "2028-02-29, YEAR, 1, 1, 2029-02-28", "2028-02-29, YEAR, 1, 2, 2030-02-28",
        "2028-02-29, YEAR, 1, 3, 2031-02-28", "2028-02-29, YEAR, 1, 4, 2032-02-29", "2096-02-29, YEAR, 1, 4, 2100-02-28",
        "2096-02-29, YEAR, 1, 8, 2104-02-29", "2028-02-29, YEAR, 4, 1, 2032-02-29", "2027-02-28, YEAR, 1, 1, 2028-02-28",
        "2027-12-31, YEAR, 1, 1, 2028-12-31", "2027-06-30, YEAR, 2, 3, 2033-06-30", "2027-03-01, YEAR, 1, 1, 2028-03-01",
        // Weeks and days across months and years
        "2026-12-28, WEEK, 1, 1, 2027-01-04", "2027-02-22, WEEK, 1, 1, 2027-03-01", "2028-02-23, WEEK, 1, 1, 2028-03-01",
        "2027-01-01, WEEK, 2, 1, 2027-01-15", "2027-01-01, WEEK, 4, 13, 2027-12-31", "2027-01-01, WEEK, 52, 1, 2027-12-31",
        "2026-12-31, DAY, 1, 1, 2027-01-01", "2027-02-28, DAY, 1, 1, 2027-03-01", "2028-02-28, DAY, 1, 1, 2028-02-29",
        "2028-02-28, DAY, 1, 2, 2028-03-01", "2027-01-01, DAY, 30, 1, 2027-01-31", "2027-01-01, DAY, 90, 4, 2027-12-27",
        "2027-01-01, DAY, 365, 1, 2028-01-01", "2028-01-01, DAY, 366, 1, 2029-01-01", "2028-01-01, DAY, 365, 1, 2028-12-31",
        "2027-03-31, DAY, 1, 365, 2028-03-30"})
    void dateNFollowsFromTheFirstDateAndNAlone(LocalDate first, BillingInterval interval, int count, int n, LocalDate expected) {
        assertEquals(expected, calendar(first, interval, count, "UTC", "09:00").date(n));
    }

    @ParameterizedTest
    @CsvSource({
        // Cairo: the clocks skip 00:00 to 01:00 on 30 April 2027, and repeat 23:00 to 00:00 on 28 October
        "Africa/Cairo, 2027-04-29, 00:30, 2027-04-28T22:30:00Z", "Africa/Cairo, 2027-04-30, 00:30, 2027-04-29T22:30:00Z",
        "Africa/Cairo, 2027-04-30, 01:00, 2027-04-29T22:00:00Z", "Africa/Cairo, 2027-05-01, 00:30, 2027-04-30T21:30:00Z",
        "Africa/Cairo, 2027-10-28, 23:30, 2027-10-28T20:30:00Z", "Africa/Cairo, 2027-10-29, 09:00, 2027-10-29T07:00:00Z",
        "Africa/Cairo, 2027-07-01, 09:00, 2027-07-01T06:00:00Z", "Africa/Cairo, 2027-01-01, 09:00, 2027-01-01T07:00:00Z",
        // Casablanca: an hour back for Ramadan, from 7 February to 14 March 2027
        "Africa/Casablanca, 2027-02-06, 02:30, 2027-02-06T01:30:00Z", "Africa/Casablanca, 2027-02-07, 02:30, 2027-02-07T01:30:00Z",
        "Africa/Casablanca, 2027-02-08, 02:30, 2027-02-08T02:30:00Z", "Africa/Casablanca, 2027-03-13, 02:30, 2027-03-13T02:30:00Z",
        "Africa/Casablanca, 2027-03-14, 02:30, 2027-03-14T02:30:00Z", "Africa/Casablanca, 2027-03-15, 02:30, 2027-03-15T01:30:00Z",
        "Africa/Accra, 2027-02-28, 09:00, 2027-02-28T09:00:00Z", "Africa/Lagos, 2027-02-28, 00:00, 2027-02-27T23:00:00Z",
        "Pacific/Kiritimati, 2027-01-31, 00:00, 2027-01-30T10:00:00Z"})
    void theTimeIsLocalAndOfAnHourThatOccursTwiceTheFirst(String zone, LocalDate date, String time, Instant expected) {
        assertEquals(expected, calendar(date, BillingInterval.DAY, 1, zone, time).at(0));
    }

    /** The Gregorian calendar repeats after 400 years. */
    @Test
    void over400YearsDatesRiseAndNeverDrift() {
        Random random = new Random(7);
        for (BillingInterval interval : BillingInterval.values()) {
            for (int trial = 0; trial < 40; trial++) {
                LocalDate first = LocalDate.of(2000, 1, 1).plusDays(random.nextInt(146_097));
                int count = 1 + random.nextInt(interval == BillingInterval.DAY ? 366 : 12);
                BillingCalendar calendar = calendar(first, interval, count, "UTC", "00:00");
                LocalDate end = first.plusYears(400);
                LocalDate previous = calendar.date(0);
                assertEquals(first, previous);
                for (int n = 1; previous.isBefore(end); n++) {
                    LocalDate date = calendar.date(n);
                    assertTrue(date.isAfter(previous), () -> calendar + " falls back");
                    if (interval == BillingInterval.MONTH || interval == BillingInterval.YEAR) {
                        int months = n * count * (interval == BillingInterval.YEAR ? 12 : 1);
                        assertEquals(YearMonth.from(first).plusMonths(months), YearMonth.from(date));
                        assertEquals(Math.min(first.getDayOfMonth(), date.lengthOfMonth()), date.getDayOfMonth());
                    } else {
                        long days = (long) n * count * (interval == BillingInterval.WEEK ? 7 : 1);
                        assertEquals(first.toEpochDay() + days, date.toEpochDay());
                    }
                    previous = date;
                }
            }
        }
    }

    @Test
    void timesRiseInEveryZone() {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            BillingCalendar calendar = calendar(LocalDate.parse("2026-01-01"), BillingInterval.DAY, 1, zone, "00:30");
            for (int n = 1; n < 800; n++) {
                Duration between = Duration.between(calendar.at(n - 1), calendar.at(n));
                assertTrue(between.toHours() >= 20 && between.toHours() <= 28, zone + " " + calendar.date(n));
            }
        }
    }

    @Test
    void anIntervalHasAtLeastOneUnit() {
        assertThrows(IllegalArgumentException.class, () -> calendar(LocalDate.parse("2027-01-01"), BillingInterval.DAY, 0, "UTC", "09:00"));
        assertThrows(IllegalArgumentException.class, () -> calendar(LocalDate.parse("2027-01-01"), BillingInterval.DAY, 367, "UTC", "09:00"));
    }
}
