package africa.paylinks.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Base64;

/**
 * Feeds a reader with bodies, each of its own seed, and watches what each costs. {@code -Dpaylinks.fuzz.inputs=N} says how
 * many per reader, {@code -Dpaylinks.fuzz.seed=N} which one to begin with.
 */
public final class Fuzz {

    private static final int INPUTS = Integer.getInteger("paylinks.fuzz.inputs", 4_000);
    private static final long FIRST = Long.getLong("paylinks.fuzz.seed", 1);
    /** Of one input, which is 70 kB at most: what is read is read once or twice, and not multiplied. */
    private static final long MAX_ALLOCATED = 32L << 20;
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzz() {
    }

    /** Reads bodies and fails on the first whose outcome is none of the reader's. */
    public static void run(String what, Mutations mutations, Reader reader) {
        long taken = 0;
        long most = 0;
        long slowest = 0;
        for (long seed = FIRST; seed < FIRST + INPUTS; seed++) {
            byte[] body = mutations.body(seed);
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long began = System.nanoTime();
            try {
                taken += reader.read(body, seed) ? 1 : 0;
            } catch (RuntimeException | StackOverflowError | AssertionError wrong) {
                throw new AssertionError(what + " fails on the body of seed " + seed + ", again by -Dpaylinks.fuzz.inputs=1 -Dpaylinks.fuzz.seed=" + seed
                        + ", in base64: " + Base64.getEncoder().encodeToString(body), wrong);
            }
            slowest = Math.max(slowest, System.nanoTime() - began);
            long cost = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            most = Math.max(most, cost);
            assertTrue(cost < MAX_ALLOCATED, what + " allocates " + cost + " bytes for the body of seed " + seed);
        }
        System.out.printf("%s: %d bodies, %d taken, at most %d kB and %d ms for one%n", what, INPUTS, taken, most >> 10, slowest / 1_000_000);
        assertTrue(INPUTS < 1_000 || taken > INPUTS / 50 && taken < INPUTS, what + " took " + taken + " bodies: the mutations do not reach it, or nothing is refused");
    }

    /** What is fed. */
    @FunctionalInterface
    public interface Reader {

        /** @return whether the body was taken rather than refused */
        boolean read(byte[] body, long seed);
    }
}
