package africa.paylinks.metrics;

/** Every metric that Paylinks writes, with its unit; {@code docs/operate.md} lists the same. */
public enum Metric {
    /** By the outbox, once per record. */
    PAYMENT_CREATED("PaymentCreated", Unit.COUNT),
    PAYMENT_COMPLETED("PaymentCompleted", Unit.COUNT),
    PAYMENT_FAILED("PaymentFailed", Unit.COUNT),
    PAYMENT_EXPIRED("PaymentExpired", Unit.COUNT),
    PAYMENT_CANCELLED("PaymentCancelled", Unit.COUNT),
    PAYMENT_DURATION("PaymentDuration", Unit.SECONDS),
    LATE_SUCCESS("LateSuccess", Unit.COUNT),
    OUTCOME_BY_WEBHOOK("OutcomeByWebhook", Unit.COUNT),
    OUTCOME_BY_RECONCILIATION("OutcomeByReconciliation", Unit.COUNT),
    /** By the webhook functions. */
    WEBHOOK_RECEIVED("WebhookReceived", Unit.COUNT),
    WEBHOOK_REFUSED("WebhookRefused", Unit.COUNT),
    WEBHOOK_MISMATCH("WebhookMismatch", Unit.COUNT),
    WEBHOOK_PARKED("WebhookParked", Unit.COUNT),
    WEBHOOK_TIME("WebhookTime", Unit.MILLISECONDS),
    /** By the one HTTP client. */
    PROVIDER_CALL("ProviderCall", Unit.COUNT),
    PROVIDER_ERROR("ProviderError", Unit.COUNT),
    PROVIDER_TIME("ProviderTime", Unit.MILLISECONDS),
    /** By creation, refunds and status calls. */
    ATTEMPT("Attempt", Unit.COUNT),
    RETRY("Retry", Unit.COUNT),
    /** By the delivery of events to merchants. */
    EVENT_DELIVERED("EventDelivered", Unit.COUNT),
    EVENT_FAILED("EventFailed", Unit.COUNT),
    EVENT_GIVEN_UP("EventGivenUp", Unit.COUNT),
    EVENT_DELIVERY_TIME("EventDeliveryTime", Unit.SECONDS),
    /** By the outbox, once per event of a subscription. */
    SUBSCRIPTION_CREATED("SubscriptionCreated", Unit.COUNT),
    SUBSCRIPTION_CHARGED("SubscriptionCharged", Unit.COUNT),
    SUBSCRIPTION_CHARGE_FAILED("SubscriptionChargeFailed", Unit.COUNT),
    SUBSCRIPTION_PAST_DUE("SubscriptionPastDue", Unit.COUNT),
    SUBSCRIPTION_RECOVERED("SubscriptionRecovered", Unit.COUNT),
    SUBSCRIPTION_SUSPENDED("SubscriptionSuspended", Unit.COUNT),
    SUBSCRIPTION_CANCELLED("SubscriptionCancelled", Unit.COUNT),
    SUBSCRIPTION_COMPLETED("SubscriptionCompleted", Unit.COUNT),
    /** By each run of the reconciler, and by what it gives up. */
    RECONCILER_RUN("ReconcilerRun", Unit.COUNT),
    DUE_BACKLOG_AGE("DueBacklogAge", Unit.SECONDS),
    ATTEMPT_UNRESOLVED("AttemptUnresolved", Unit.COUNT),
    CREATION_UNKNOWN("CreationUnknown", Unit.COUNT),
    WEBHOOK_NEVER_CONFIRMED("WebhookNeverConfirmed", Unit.COUNT),
    WEBHOOK_UNMATCHED("WebhookUnmatched", Unit.COUNT),
    REFUND_UNRESOLVED("RefundUnresolved", Unit.COUNT);

    private final String wireName;
    private final Unit unit;

    Metric(String wireName, Unit unit) {
        this.wireName = wireName;
        this.unit = unit;
    }

    /** The name in CloudWatch. */
    public String wireName() {
        return wireName;
    }

    /** CloudWatch's word for the unit. */
    public String unit() {
        return unit.wireName;
    }

    /** Units as CloudWatch spells them. */
    enum Unit {
        COUNT("Count"), SECONDS("Seconds"), MILLISECONDS("Milliseconds");

        private final String wireName;

        Unit(String wireName) {
            this.wireName = wireName;
        }
    }
}
