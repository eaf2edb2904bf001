package africa.paylinks.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The counts of a run, or of its part for one provider.
 *
 * @param taken      items leased
 * @param questions  calls to providers
 * @param unanswered calls without an answer
 * @param settled    items whose outcome is known
 * @param failed     items that failed because of a fault on our side
 */
@RegisterForReflection
public record RunSummary(int taken, int questions, int unanswered, int settled, int failed) {

    /** No items. */
    static final RunSummary NOTHING = new RunSummary(0, 0, 0, 0, 0);

    RunSummary plus(RunSummary other) {
        return new RunSummary(taken + other.taken, questions + other.questions, unanswered + other.unanswered,
                settled + other.settled, failed + other.failed);
    }
}
