package africa.paylinks.simulation;

import java.security.SecureRandom;
import java.util.List;
import java.util.Random;

/** The only source of randomness in a simulation, so that the seed determines everything. */
final class SeededRandom {

    private final Random random;

    SeededRandom(long seed) {
        // Neighbouring seeds begin alike otherwise.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
    }

    /** True that often, from 0 for never to 1 for always. */
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A number between the two, both included. */
    long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least + 1));
    }

    /** A number between the two whose order of magnitude is what is even, as of times that may be short or long. */
    long stretched(long least, long most) {
        return Math.round(least * Math.pow((double) most / least, random.nextDouble()));
    }

    /** One of these. */
    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Randomness for the product, which takes it for unpredictable. */
    SecureRandom asSecureRandom() {
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                random.nextBytes(bytes);
            }
        };
    }
}
