package africa.paylinks.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Webhooks as they were kept, for whoever looks at them again. */
public interface WebhookArchive {

    /**
     * A webhook by its name.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Kept> find(Name name);

    /**
     * The webhooks that speak of a payment; one that has just come may take a moment to show up.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Name> ofPayment(String paymentId);

    /**
     * A page of a provider's webhooks, the oldest first.
     *
     * @param from  the earliest that they came
     * @param to    before which they came
     * @param after the last of the page before; empty for the first page
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Arrival> between(String provider, Instant from, Instant to, int limit, Optional<Arrival> after);

    /**
     * Lets a webhook that was settled without effect be settled again; one that raised a payment stays as it is.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void reopen(Name name);

    /**
     * Waits no longer for what a webhook lacks; it is no longer due.
     *
     * @param state {@link InboxState#UNMATCHED} or {@link InboxState#UNCONFIRMED}
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void giveUp(Name name, InboxState state);

    /**
     * What names a webhook.
     *
     * @param key the event's key among the provider's events, as it is kept
     */
    record Name(String provider, String key) {
    }

    /** A webhook and when it came. */
    record Arrival(Name name, Instant receivedAt) {
    }

    /** A webhook and what has become of it. */
    record Kept(StoredWebhook webhook, InboxState state) {
    }
}
