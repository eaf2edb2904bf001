package africa.paylinks.packaged;

import java.util.List;
import java.util.Locale;

/** What functions call over the network. */
enum Dependency {
    TABLE(Protocol.DYNAMODB, "QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE"),
    SECRETS(Protocol.SECRETS_MANAGER, "PAYLINKS_SECRETS_ENDPOINT"),
    QUEUE(Protocol.SQS, "PAYLINKS_QUEUES_ENDPOINT"),
    BUS(Protocol.EVENTBRIDGE, "PAYLINKS_EVENTS_ENDPOINT"),
    FLOT(Protocol.HTTP, "PAYLINKS_FLOT_BASE_URL"),
    FLUID(Protocol.HTTP, "PAYLINKS_FLUID_BASE_URL"),
    FLASHPAY(Protocol.HTTP, "PAYLINKS_FLASHPAY_BASE_URL"),
    FLUTTERWAVE(Protocol.HTTP, "PAYLINKS_FLUTTERWAVE_BASE_URL"),
    KKIAPAY(Protocol.HTTP, "PAYLINKS_KKIAPAY_BASE_URL"),
    PAYSTACK(Protocol.HTTP, "PAYLINKS_PAYSTACK_BASE_URL"),
    KOMMO(Protocol.HTTP, "PAYLINKS_KOMMO_BASE_URL"),
    /** A merchant's: no setting but the merchant says where it is. */
    ENDPOINT(Protocol.HTTP, "");

    static final List<Dependency> PROVIDERS = List.of(FLOT, FLUID, FLASHPAY, FLUTTERWAVE, KKIAPAY, PAYSTACK);

    /** Systems whose API is called with a secret of their own. */
    static final List<Dependency> SYSTEMS = List.of(FLOT, FLUID, FLASHPAY, FLUTTERWAVE, KKIAPAY, PAYSTACK, KOMMO);

    private final Protocol protocol;
    private final String variable;

    Dependency(Protocol protocol, String variable) {
        this.protocol = protocol;
        this.variable = variable;
    }

    Protocol protocol() {
        return protocol;
    }

    /** The environment variable that says where it is. */
    String variable() {
        return variable;
    }

    /** How a table of results calls it. */
    String words() {
        return name().toLowerCase(Locale.ROOT);
    }
}
