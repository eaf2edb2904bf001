package africa.paylinks.report;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * What a provider collected and refunded on one day in one currency.
 *
 * @param receivedMinor what the provider collected for the completed payments, in minor units
 * @param fees          the provider's fees for those completed payments whose fee is known
 */
record DailyTotal(Key key, Sum completed, long receivedMinor, Sum fees, Sum refunded) {

    /** What a total is about. */
    record Key(LocalDate date, String provider, String currency) {

        static final Comparator<Key> IN_ORDER = Comparator.comparing(Key::date).thenComparing(Key::provider).thenComparing(Key::currency);
    }

    /**
     * A number of bookings and their sum.
     *
     * @param minor in minor units
     */
    record Sum(long count, long minor) {

        private static final Sum ZERO = new Sum(0, 0);

        private Sum plus(long amount) {
            return new Sum(count + 1, Math.addExact(minor, amount));
        }
    }

    static DailyTotal zero(Key key) {
        return new DailyTotal(key, Sum.ZERO, 0, Sum.ZERO, Sum.ZERO);
    }

    /**
     * A total with one booking more.
     *
     * @throws ArithmeticException when a sum exceeds 64 bits, which no total may hide
     */
    DailyTotal plus(Booking booking) {
        return switch (booking.kind()) {
            case COMPLETED -> new DailyTotal(key, completed.plus(booking.minor()), Math.addExact(receivedMinor, booking.receivedMinor()),
                    booking.feeMinor().isPresent() ? fees.plus(booking.feeMinor().getAsLong()) : fees, refunded);
            case REFUNDED -> new DailyTotal(key, completed, receivedMinor, fees, refunded.plus(booking.minor()));
        };
    }
}
