package africa.paylinks.reconciliation;

import africa.paylinks.http.WarmUp;
import africa.paylinks.subscription.SubscriptionCharging;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;

/** Lambda function that the schedule invokes every minute. Operators can also invoke it by hand. */
@Singleton
public class ChargeSubscriptionsFunction implements WarmUp {

    private final SubscriptionRun subscriptions;
    private final SubscriptionCharging charging;

    public ChargeSubscriptionsFunction(SubscriptionRun subscriptions, SubscriptionCharging charging) {
        this.subscriptions = subscriptions;
        this.charging = charging;
    }

    @Override
    public void prepare() {
        charging.prepare();
    }

    /** Charges what is due. */
    @Funq("charge-subscriptions")
    public RunSummary charge(Invocation invocation) {
        return subscriptions.run();
    }

    /**
     * Who invoked the function.
     *
     * @param source {@code aws.events} for the schedule
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Invocation(String source) {
    }
}
