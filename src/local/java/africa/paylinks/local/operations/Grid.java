package africa.paylinks.local.operations;

import java.time.Instant;

/**
 * Consecutive periods of equal length, the oldest first. They end on a whole minute, as CloudWatch's sliding windows do.
 *
 * @param endMinute     the first minute after the last period, counted from the epoch
 * @param periodMinutes length of each period
 */
record Grid(long endMinute, int periodMinutes, int count) {

    private static final int SECONDS = 60;

    /** The periods that are over by a time. */
    static Grid until(Instant now, int periodMinutes, int count) {
        return new Grid(Math.floorDiv(now.getEpochSecond(), SECONDS), periodMinutes, count);
    }

    /** The periods of which the last one contains a time. */
    static Grid including(Instant now, int periodMinutes, int count) {
        return new Grid(Math.floorDiv(now.getEpochSecond(), SECONDS) + 1, periodMinutes, count);
    }

    /** The first minute of a period. */
    long begin(int index) {
        return endMinute - (long) (count - index) * periodMinutes;
    }

    /** When a period begins. */
    Instant time(int index) {
        return Instant.ofEpochSecond(begin(index) * SECONDS);
    }
}
