package africa.paylinks.reconciliation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;

/** Lambda function that the schedule invokes every minute. Operators can also invoke it by hand. */
@Singleton
public class ReconcilePaymentsFunction {

    private final Reconciliation reconciliation;

    public ReconcilePaymentsFunction(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** Processes due items. */
    @Funq("reconcile-payments")
    public RunSummary reconcile(Occasion occasion) {
        return occasion.isScheduled() ? reconciliation.run() : reconciliation.runOnce();
    }

    /**
     * Who invoked the function: a scheduled run also waits for items that fall due meanwhile, an operator's run ends after
     * those due now.
     *
     * @param source {@code aws.events} for the schedule
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Occasion(String source) {

        private boolean isScheduled() {
            return "aws.events".equals(source);
        }
    }
}
