package africa.paylinks.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a run, or its part for one provider, came to.
 *
 * @param taken      what it took on
 * @param questions  how often it asked a provider
 * @param unanswered how often it got no answer
 * @param settled    of how much it is known how it stands
 * @param failed     what it could not work on because of a fault of our own
 */
@RegisterForReflection
public record RunSummary(int taken, int questions, int unanswered, int settled, int failed) {

    /** Nothing yet. */
    static final RunSummary NOTHING = new RunSummary(0, 0, 0, 0, 0);

    RunSummary plus(RunSummary other) {
        return new RunSummary(taken + other.taken, questions + other.questions, unanswered + other.unanswered,
                settled + other.settled, failed + other.failed);
    }
}
