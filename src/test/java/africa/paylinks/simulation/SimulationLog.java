package africa.paylinks.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The events of a run: counted by kind, with a fingerprint that equal runs share, and printed if verbose. */
final class SimulationLog {

    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final boolean verbose;
    private long fingerprint = 17;

    SimulationLog(boolean verbose) {
        this.verbose = verbose;
    }

    /**
     * Notes that something happened.
     *
     * @param kind what is counted, such as {@code fault: crash}
     * @param more what else is told of it
     */
    void note(long at, String who, String kind, Supplier<String> more) {
        counts.merge(kind, 1L, Long::sum);
        fingerprint = ((fingerprint * 31 + at) * 31 + who.hashCode()) * 31 + kind.hashCode();
        if (verbose) {
            lines.add(String.format("%11.3f s  %-24s %-34s %s", at / 1000.0, who, kind, more.get()));
        }
    }

    /** How often each kind of thing happened. */
    Map<String, Long> counts() {
        return counts;
    }

    /** How many things happened. */
    long events() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same for two runs in which the same happened in the same order at the same times. */
    long fingerprint() {
        return fingerprint;
    }

    /** All that happened, a line each; empty unless it was to be told. */
    List<String> lines() {
        return lines;
    }
}
