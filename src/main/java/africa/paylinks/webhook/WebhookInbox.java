package africa.paylinks.webhook;

import africa.paylinks.payment.StatusEvent;

/** Where every authentic webhook is kept, once, with what became of it. */
public interface WebhookInbox {

    /**
     * Stores a webhook and raises its payment's status in one transaction; if the same event came before, settles it only
     * if it is still waiting. The same event is the same key with the same bytes: other bytes under a known key are an event of
     * their own.
     *
     * @return what has become of the event by now
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; the provider should try again
     */
    InboxState apply(StoredWebhook webhook, StatusEvent news);

    /**
     * Stores a webhook that must be confirmed before it counts, due to be confirmed soon in case nobody does now.
     *
     * @return {@link InboxState#RECEIVED} when it is new, else what has become of the event by now
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Received receive(StoredWebhook webhook);

    /**
     * A webhook in the inbox.
     *
     * @param webhook under the key by which it is kept
     */
    record Received(StoredWebhook webhook, InboxState state) {
    }

    /**
     * Settles a stored webhook by what its confirmation said.
     *
     * @return what has become of the event
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    InboxState settle(StoredWebhook webhook, StatusEvent confirmed);

    /**
     * Marks a waiting webhook as one whose payment does not exist.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void park(StoredWebhook webhook);

    /**
     * Keeps a webhook that says nothing we act on.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void ignore(StoredWebhook webhook);

    /**
     * Keeps a webhook of which something else takes care: a queue, or the tracking of refunds.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void queued(StoredWebhook webhook);

    /**
     * Leaves a waiting webhook due to be confirmed later, because it cannot be confirmed now.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void awaitConfirmation(StoredWebhook webhook);
}
