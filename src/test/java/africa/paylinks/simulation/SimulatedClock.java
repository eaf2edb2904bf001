package africa.paylinks.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of one execution environment, which may be wrong and may jump. */
final class SimulatedClock extends Clock {

    private final FaultySystem system;
    private long skew;

    /** @param skew how many milliseconds it is ahead */
    SimulatedClock(FaultySystem system, long skew) {
        this.system = system;
        this.skew = skew;
    }

    /** Moves the clock by that many milliseconds. */
    void move(long by) {
        skew += by;
    }

    void setRight() {
        skew = 0;
    }

    @Override
    public Instant instant() {
        Instant time = system.beginning().plusMillis(system.now() + skew);
        system.holders().readsClock(time);
        return time;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The product thinks in UTC");
    }
}
