package africa.paylinks.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads stored webhooks, to process them again. */
public interface WebhookArchive {

    /**
     * Finds a webhook by its name.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Entry> find(Name name);

    /**
     * The webhooks about a payment; a new one may appear with a short delay.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Name> ofPayment(String paymentId);

    /**
     * A page of a provider's webhooks, oldest first.
     *
     * @param from  start of the arrival times, inclusive
     * @param to    end of the arrival times, exclusive
     * @param after the last webhook of the previous page; empty for the first page
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Arrival> between(String provider, Instant from, Instant to, int limit, Optional<Arrival> after);

    /**
     * Reopens a webhook that was settled without effect; one that raised a payment's status stays settled.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void reopen(Name name);

    /**
     * Gives a webhook up, so that it is no longer due.
     *
     * @param state {@link InboxState#UNMATCHED} or {@link InboxState#UNCONFIRMED}
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void giveUp(Name name, InboxState state);

    /**
     * Identifies a webhook.
     *
     * @param key the event's key in the inbox
     */
    record Name(String provider, String key) {
    }

    /** A webhook's name and arrival time. */
    record Arrival(Name name, Instant receivedAt) {
    }

    /** A webhook and its state. */
    record Entry(StoredWebhook webhook, InboxState state) {
    }
}
