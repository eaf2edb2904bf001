package africa.paylinks.transfer;

import java.time.LocalDate;

/**
 * A counter of what a sender has sent on a day.
 *
 * @param sender a digest of the account or phone number
 * @param day    the date in the limits' time zone
 */
public record DailyCount(String merchant, String currency, String sender, LocalDate day) {
}
