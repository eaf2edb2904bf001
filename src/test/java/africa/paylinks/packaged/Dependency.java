package africa.paylinks.packaged;

import africa.paylinks.local.sandbox.SimulatedSystem;
import africa.paylinks.provider.ProviderExamples;
import java.util.List;
import java.util.Locale;

/**
 * What functions call over the network.
 *
 * @param words    how a table of results calls it; a system's name
 * @param variable the environment variable that says where it is; empty for a merchant's endpoint, as the merchant says where that is
 */
record Dependency(String words, Protocol protocol, String variable) implements Comparable<Dependency> {

    static final Dependency TABLE = new Dependency("table", Protocol.DYNAMODB, "QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE");
    static final Dependency SECRETS = new Dependency("secrets", Protocol.SECRETS_MANAGER, "PAYLINKS_SECRETS_ENDPOINT");
    static final Dependency QUEUE = new Dependency("queue", Protocol.SQS, "PAYLINKS_QUEUES_ENDPOINT");
    static final Dependency BUS = new Dependency("bus", Protocol.EVENTBRIDGE, "PAYLINKS_EVENTS_ENDPOINT");
    static final Dependency ENDPOINT = new Dependency("endpoint", Protocol.HTTP, "");

    static final List<Dependency> PROVIDERS = ProviderExamples.all().stream().map(examples -> of(examples.provider())).toList();

    /** Systems whose API is called with a secret of their own. */
    static final List<Dependency> SYSTEMS = SimulatedSystem.all().stream().map(system -> of(system.name())).toList();

    /** A provider, or another system of the sandbox. */
    static Dependency of(String system) {
        return new Dependency(system, Protocol.HTTP, "PAYLINKS_" + system.toUpperCase(Locale.ROOT) + "_BASE_URL");
    }

    @Override
    public int compareTo(Dependency other) {
        return words.compareTo(other.words);
    }

    @Override
    public String toString() {
        return words;
    }
}
