package africa.paylinks.reconciliation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;

/** The door of the schedule; whoever wants payments seen to at once may knock as well. */
@Singleton
public class ReconcilePaymentsFunction {

    private final Reconciliation reconciliation;

    public ReconcilePaymentsFunction(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** Sees to what is due. */
    @Funq("reconcile-payments")
    public RunSummary reconcile(Occasion occasion) {
        return occasion.isScheduled() ? reconciliation.run() : reconciliation.runOnce();
    }

    /**
     * Why the function was called: the schedule's run stays for what falls due meanwhile, an operator's ends with what is due now.
     *
     * @param source {@code aws.events} when the schedule called
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Occasion(String source) {

        private boolean isScheduled() {
            return "aws.events".equals(source);
        }
    }
}
