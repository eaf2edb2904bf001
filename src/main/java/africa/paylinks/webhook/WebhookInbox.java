package africa.paylinks.webhook;

import africa.paylinks.payment.StatusEvent;

/** Stores every authentic webhook once, with its state. */
public interface WebhookInbox {

    /**
     * Stores a webhook and raises its payment's status in one transaction. A repeated event is settled only if it is still
     * waiting. An event is the same if key and bytes are equal; other bytes under a known key are a separate event.
     *
     * @return the event's current state
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; the provider should retry
     */
    InboxState apply(StoredWebhook webhook, StatusEvent event);

    /**
     * Stores a webhook that must be confirmed, due soon in case it is not confirmed right away.
     *
     * @return {@link InboxState#RECEIVED} for a new event, otherwise its current state
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Received receive(StoredWebhook webhook);

    /**
     * A webhook in the inbox.
     *
     * @param webhook the webhook with its key in the inbox
     */
    record Received(StoredWebhook webhook, InboxState state) {
    }

    /**
     * Settles a stored webhook with the result of its confirmation.
     *
     * @return the event's state
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    InboxState settle(StoredWebhook webhook, StatusEvent confirmed);

    /**
     * Marks a waiting webhook whose payment does not exist.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void park(StoredWebhook webhook);

    /**
     * Stores a webhook that is not relevant here.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void ignore(StoredWebhook webhook);

    /**
     * Stores a webhook that a queue or a refund check processes.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void queued(StoredWebhook webhook);

    /**
     * Schedules a waiting webhook for confirmation later, because it cannot be confirmed now.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void awaitConfirmation(StoredWebhook webhook);
}
