package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.payment.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DunningPolicyTest {

    private static final BillingCalendar CALENDAR = new BillingCalendar(LocalDate.parse("2027-04-27"), BillingInterval.MONTH, 1,
            ZoneId.of("Africa/Cairo"), LocalTime.of(9, 0));

    @Test
    void retriesComeDaysAfterTheFirstFailureAtTheLocalTime() {
        DunningPolicy policy = new DunningPolicy(List.of(1, 3, 7), 2, AfterLastRetry.SUSPEND);
        LocalDate first = LocalDate.parse("2027-04-27");
        assertEquals(Optional.of(Instant.parse("2027-04-28T07:00:00Z")), policy.retryAt(CALENDAR, first, 1));
        assertEquals(Optional.of(Instant.parse("2027-04-30T06:00:00Z")), policy.retryAt(CALENDAR, first, 2), "summer time has begun");
        assertEquals(Optional.of(Instant.parse("2027-05-04T06:00:00Z")), policy.retryAt(CALENDAR, first, 3));
        assertEquals(Optional.empty(), policy.retryAt(CALENDAR, first, 4));
        assertEquals(Instant.parse("2027-04-29T07:00:00Z"), policy.graceUntil(CALENDAR, first));
    }

    @ParameterizedTest
    @CsvSource({"insufficient-funds, false", "declined, false", "timed-out, false", "cancelled-by-customer, false", "invalid-account, false",
        "payment-failed, false", "expired, false", "creation-unknown, true", "network-error, true", "provider-error, true", "provider-unavailable, true"})
    void onlyWhatTheCustomerCanMendCounts(String code, boolean soft) {
        assertEquals(soft, DunningPolicy.isSoft(new Failure(code, "")));
    }

    @Test
    void softRetriesComeWithinMinutesToAnHour() {
        assertEquals(Duration.ofMinutes(1), DunningPolicy.softRetryAfter(0));
        assertEquals(Duration.ofMinutes(5), DunningPolicy.softRetryAfter(1));
        assertEquals(Duration.ofHours(1), DunningPolicy.softRetryAfter(4));
        assertEquals(Duration.ofHours(1), DunningPolicy.softRetryAfter(400));
    }

    @Test
    void aReferenceHasAtMostFiftyCharactersAndIsReadBack() {
        ChargeReference reference = new ChargeReference("sub_2b4d6f7h2j4k6m7n2p4q6r7s2t", LocalDate.parse("2027-02-28"), 999);
        assertEquals(50, reference.text().length());
        assertEquals(Optional.of(reference), ChargeReference.read(reference.text()));
        assertEquals(Optional.of(0), ChargeReference.read("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2027-02-28").map(ChargeReference::number));
        for (String other : List.of("SUB-1", "SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2027-02-30", "SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2027-02-28-r0", "")) {
            assertEquals(Optional.empty(), ChargeReference.read(other), other);
        }
    }
}
