package africa.paylinks.transfer;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.payment.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one sender of a merchant may send in one currency.
 *
 * @param min        the smallest transfer, in minor units
 * @param max        the largest transfer, in minor units
 * @param dailyValue the largest sum per day, in minor units
 * @param dailyCount the most transfers per day
 * @param zone       where the day begins and ends
 */
public record TransferLimit(OptionalLong min, OptionalLong max, OptionalLong dailyValue, OptionalLong dailyCount, ZoneId zone) {

    /** No limit. */
    static final TransferLimit NONE = new TransferLimit(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(),
            OptionalLong.empty(), ZoneOffset.UTC);
    private static final long WARN_PERCENT = 80;

    /** Why the amount of a single transfer is refused; empty when it is not. */
    Optional<ProblemCode> violation(Money amount) {
        if (min.isPresent() && amount.minor() < min.getAsLong()) {
            return Optional.of(ProblemCode.LESS_THAN_TRANSACTION_MIN_VALUE);
        }
        if (max.isPresent() && amount.minor() > max.getAsLong()) {
            return Optional.of(ProblemCode.GREATER_THAN_TRANSACTION_MAX_VALUE);
        }
        return Optional.empty();
    }

    /** Why a further transfer of the day is refused; empty when it is not. */
    public Optional<ProblemCode> violation(Usage before, Money amount) {
        if (dailyValue.isPresent() && amount.minor() > dailyValue.getAsLong() - before.minor()) {
            return Optional.of(ProblemCode.DAILY_VALUE_LIMIT_EXCEEDED);
        }
        if (dailyCount.isPresent() && before.count() >= dailyCount.getAsLong()) {
            return Optional.of(ProblemCode.DAILY_VOLUME_LIMIT_EXCEEDED);
        }
        return Optional.empty();
    }

    /** The counter of a sender's day; empty when nothing is limited per day. */
    Optional<DailyCount> counter(String merchant, Money amount, Party from, Instant now) {
        return dailyValue.isEmpty() && dailyCount.isEmpty() ? Optional.empty()
                : Optional.of(new DailyCount(merchant, amount.currency(), Sha256.hex(from.sender()).substring(0, 32),
                        now.atZone(zone).toLocalDate()));
    }

    /** Whether 80 % of a daily limit are used. */
    boolean isNear(Usage used) {
        return dailyValue.isPresent() && isNear(dailyValue.getAsLong(), used.minor())
                || dailyCount.isPresent() && isNear(dailyCount.getAsLong(), used.count());
    }

    /** A limit in major units. */
    static String major(OptionalLong minor, String currency) {
        return new Money(minor.orElse(0), currency).majorText();
    }

    private static boolean isNear(long limit, long used) {
        return used >= Math.floorDiv(Math.multiplyExact(limit, WARN_PERCENT) + 99, 100);
    }

    /**
     * What a sender has sent on a day.
     *
     * @param minor the sum in minor units
     */
    public record Usage(long minor, long count) {

        /** Nothing yet. */
        public static final Usage NONE = new Usage(0, 0);
    }
}
